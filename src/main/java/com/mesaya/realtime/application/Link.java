package com.mesaya.realtime.application;

/**
 * The target of the links of one kind of entity.
 *
 * @param field the member of the link with the target's id
 * @param kind the target's kind
 */
public record Link(String field, String kind) {}
