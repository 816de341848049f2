package com.mesaya.realtime.infrastructure.section;

import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** Actors of which there is one on each node, and that are found from all of them. */
final class NodeActors {

    private NodeActors() {}

    /**
     * Lets an actor be found.
     *
     * @param all is told of all there are, this one among them, whenever one comes or goes
     */
    static <T> void register(ActorContext<T> context, ServiceKey<T> service, Consumer<Set<ActorRef<T>>> all) {
        var receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(service, context.getSelf()));
        ActorRef<Receptionist.Listing> listings = context.spawnAnonymous(Behaviors.receiveMessage(listing -> {
            all.accept(listing.getServiceInstances(service));
            return Behaviors.same();
        }));
        receptionist.tell(Receptionist.subscribe(service, listings));
    }
}
