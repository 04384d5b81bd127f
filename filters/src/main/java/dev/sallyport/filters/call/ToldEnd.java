// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Tells an {@link EndListener} of one end. */
final class ToldEnd extends MonoOperator<Void, Void> {

    private final EndListener listener;

    ToldEnd(Mono<Void> rest, EndListener listener) {
        super(rest);
        this.listener = listener;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> waiting) {
        source.subscribe(new Teller(waiting, listener));
    }

    /** Stands between the rest of the chain and who waits for it. */
    private static final class Teller implements CoreSubscriber<Void>, Subscription {

        private final CoreSubscriber<? super Void> waiting;
        private final EndListener listener;
        private Subscription rest = Operators.emptySubscription();

        Teller(CoreSubscriber<? super Void> waiting, EndListener listener) {
            this.waiting = waiting;
            this.listener = listener;
        }

        @Override
        public Context currentContext() {
            return waiting.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            rest = subscription;
            waiting.onSubscribe(this);
        }

        @Override
        public void onNext(Void never) {}

        @Override
        public void onComplete() {
            listener.completed();
            waiting.onComplete();
        }

        @Override
        public void onError(Throwable error) {
            listener.failed(error);
            waiting.onError(error);
        }

        @Override
        public void request(long n) {
            rest.request(n);
        }

        @Override
        public void cancel() {
            listener.cancelled();
            rest.cancel();
        }
    }
}
