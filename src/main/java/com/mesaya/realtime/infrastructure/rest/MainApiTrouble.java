package com.mesaya.realtime.infrastructure.rest;

/** The main API says that it can't answer at the moment, whatever it is asked for. */
final class MainApiTrouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    MainApiTrouble(int status) {
        super("it answers " + status, null, false, false);
    }

    static boolean isMeantBy(int status) {
        return status == TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR;
    }
}
