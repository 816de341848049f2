package com.mesaya.realtime.infrastructure.kafka.canary;

import com.mesaya.realtime.transport.server.ServerSettings;

/** Breaks the layers' rules on purpose, so that their test can prove that it would notice. */
public record ReachesUp(ServerSettings forbidden) {}
