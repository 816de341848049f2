package com.mesaya.realtime.domain;

import java.util.UUID;

/**
 * Where a connection can be taken up again by another one.
 *
 * @param subscriber the place the connection had at its section
 * @param cursor what it has been told up to
 */
public record ResumePoint(UUID subscriber, Cursor cursor) {}
