package com.mesaya.realtime.infrastructure.section.message;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperProvider;
import org.apache.pekko.serialization.jackson.JacksonSerializer;
import scala.Option;

/** Writes messages between nodes as CBOR, and refuses questions that can't be written. Named in the configuration. */
final class SectionSerializer extends JacksonSerializer {

    /** @param bindingName its name in the configuration */
    SectionSerializer(ExtendedActorSystem system, String bindingName) {
        super(
                system,
                bindingName,
                JacksonObjectMapperProvider.get(system).getOrCreate(bindingName, Option.apply(new CBORFactory())));
    }

    @Override
    public byte[] toBinary(Object message) {
        try {
            return super.toBinary(message);
        } catch (Exception failure) {
            if (message instanceof Refusable question) {
                question.refuse();
            }
            throw failure;
        }
    }
}
