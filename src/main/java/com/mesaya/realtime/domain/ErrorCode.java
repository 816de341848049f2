package com.mesaya.realtime.domain;

/** All error codes of the service, for clients, metrics and dead letters. */
public enum ErrorCode {
    /** The address has no well-formed section id. */
    INVALID_SECTION,
    /** The request has no token. */
    TOKEN_MISSING,
    /** The token has no valid signature of ours, or was tampered with. */
    TOKEN_INVALID,
    /** The token has expired. */
    TOKEN_EXPIRED,
    /** The token isn't valid yet: the clock of its issuer is ahead of ours. */
    TOKEN_NOT_YET_VALID,
    /** The keys that verify tokens are unavailable. */
    KEYS_UNAVAILABLE,
    /** This user may not see this section. */
    ACCESS_DENIED,
    /** The main API knows no such section. */
    SECTION_NOT_FOUND,
    /** The section was deleted. */
    SECTION_DELETED,
    /** The main API refuses this request permanently. */
    SECTION_REFUSED,
    /** The main API gave no usable answer in time. */
    SNAPSHOT_UNAVAILABLE,
    /** The main API's answer doesn't contain the requested section. */
    SNAPSHOT_INVALID,
    /** The service is stopping and accepts no new connections. */
    STOPPING,
    /** The service has reached its limit of connections or handshakes. */
    OVERLOADED,
    /** This user, or this address, has reached its limit of connections. */
    TOO_MANY_CONNECTIONS,
    /** Pages of this origin may not connect. */
    ORIGIN_DENIED,
    /** The request names a host that isn't allowed on the admin port. */
    HOST_DENIED,
    /** A client's message isn't a JSON object with an action, or lacks a member that the action requires. */
    MESSAGE_INVALID,
    /** A client's message has an unknown action. */
    ACTION_UNKNOWN,
    /** A client sends messages faster than allowed. */
    TOO_MANY_MESSAGES,
    /** A client's message is larger than allowed. */
    MESSAGE_TOO_BIG,
    /** A client sent a binary message; only text messages are allowed. */
    BINARY_REFUSED,
    /** A fresh token belongs to another user than the connection. */
    USER_MISMATCH,
    /** This address requires an upgrade to WebSocket. */
    UPGRADE_REQUIRED,
    /** The request can't be understood. */
    BAD_REQUEST,
    /** The request's address or one of its headers is longer than allowed. */
    REQUEST_TOO_LARGE,
    /** This address does not support the request's method. */
    METHOD_NOT_ALLOWED,
    /** There is nothing at this address. */
    NOT_FOUND,
    /** The section that an operator requested does not answer. */
    SECTION_UNREACHABLE,
    /** An operator requested an unknown logger or log level. */
    LOGGER_UNKNOWN,
    /** The service failed because of an internal error. */
    INTERNAL,
    /** A Kafka record is not valid for its topic. */
    INVALID_PAYLOAD,
    /** A Kafka record is too large for a message between nodes. */
    RECORD_TOO_BIG,
    /** No handler is registered for a record's topic. */
    TOPIC_NOT_FOUND,
    /** The topic's version suffix stands for an unknown envelope. */
    UNSUPPORTED_VERSION,
    /** The event names no section, and no section is known to show its entity. */
    SECTION_UNKNOWN
}
