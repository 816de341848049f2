package com.mesaya.realtime.canary;

import com.mesaya.realtime.canary.circle.OtherOfACircle;

/** Imports a package that imports this one, so that the test of it can prove that it would notice. */
public record OneOfACircle(OtherOfACircle other) {}
