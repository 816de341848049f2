package com.mesaya.realtime.canary.circle;

import com.mesaya.realtime.canary.OneOfACircle;

/** The other way of the circle. */
public record OtherOfACircle(OneOfACircle one) {}
