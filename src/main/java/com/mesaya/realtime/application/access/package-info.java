/**
 * The rules about who may watch a section, and the ports that check tokens and sign cursors.
 * It imports {@code domain} and {@code domain.log}.
 */
@NullMarked
package com.mesaya.realtime.application.access;

import org.jspecify.annotations.NullMarked;
