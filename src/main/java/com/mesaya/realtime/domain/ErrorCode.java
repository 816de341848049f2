package com.mesaya.realtime.domain;

/** Every error the service names, towards clients, in metrics and in dead letters. */
public enum ErrorCode {
    /** The address doesn't hold a well-formed section id. */
    INVALID_SECTION,
    /** No token came with the request. */
    TOKEN_MISSING,
    /** The token isn't one of ours, or was tampered with. */
    TOKEN_INVALID,
    /** The token's time is over. */
    TOKEN_EXPIRED,
    /** The token's time hasn't come yet: it was issued by a clock that is ahead of ours. */
    TOKEN_NOT_YET_VALID,
    /** The keys that tokens are checked with can't be had. */
    KEYS_UNAVAILABLE,
    /** This user may not see this section. */
    ACCESS_DENIED,
    /** The main API knows no such section. */
    SECTION_NOT_FOUND,
    /** The section was deleted. */
    SECTION_DELETED,
    /** The main API won't answer this request, whenever it is made. */
    SECTION_REFUSED,
    /** The main API gave no usable answer in time. */
    SNAPSHOT_UNAVAILABLE,
    /** The main API's answer doesn't hold the section it was asked for. */
    SNAPSHOT_INVALID,
    /** The service stops and lets nobody in. */
    STOPPING,
    /** The service has as many connections or handshakes as it takes. */
    OVERLOADED,
    /** This user, or this address, has as many connections as it may have. */
    TOO_MANY_CONNECTIONS,
    /** Pages of this origin may not connect. */
    ORIGIN_DENIED,
    /** The operators' port isn't known by this name. */
    HOST_DENIED,
    /** A client's message isn't a JSON object with an action, or lacks what its action needs. */
    MESSAGE_INVALID,
    /** A client's message asks for something unknown. */
    ACTION_UNKNOWN,
    /** A client sends messages faster than it may. */
    TOO_MANY_MESSAGES,
    /** A client's message is larger than it may be. */
    MESSAGE_TOO_BIG,
    /** A client sent a binary message, which nothing here is. */
    BINARY_REFUSED,
    /** A fresh token belongs to another user than the one who is connected. */
    USER_MISMATCH,
    /** The client must ask for an upgrade to WebSocket here. */
    UPGRADE_REQUIRED,
    /** The request can't be understood. */
    BAD_REQUEST,
    /** The request's address or one of its headers is longer than it may be. */
    REQUEST_TOO_LARGE,
    /** This address takes another method. */
    METHOD_NOT_ALLOWED,
    /** There is nothing at this address. */
    NOT_FOUND,
    /** An operator asked for a section that doesn't answer. */
    SECTION_UNREACHABLE,
    /** An operator asked for a logger that isn't ours, or for a level that there isn't. */
    LOGGER_UNKNOWN,
    /** The service failed in a way it shouldn't. */
    INTERNAL,
    /** A Kafka record isn't what its topic promises. */
    INVALID_PAYLOAD,
    /** A Kafka record is larger than the nodes could tell each other. */
    RECORD_TOO_BIG,
    /** No handler is registered for a record's topic. */
    TOPIC_NOT_FOUND,
    /** The topic's version suffix names an envelope that isn't known. */
    UNSUPPORTED_VERSION,
    /** The event names no section, and nothing else tells which one it belongs to. */
    SECTION_UNKNOWN
}
