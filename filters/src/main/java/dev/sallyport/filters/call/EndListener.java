// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Hears how the rest of the chain ends, before whoever waits for it does. It is one operator where {@code doOnSuccess},
 * {@code doOnError} and {@code doOnCancel} are three, on every attempt. A cancel may come on the heels of an end, so what is told
 * second must do nothing. Nothing here throws.
 */
public interface EndListener {

    void completed();

    void failed(Throwable error);

    void cancelled();

    /** The same, telling {@code listener} how it ends. For one subscriber. */
    static Mono<Void> tell(Mono<Void> rest, EndListener listener) {
        return new Told(rest, listener);
    }

    /** Tells of one end. */
    final class Told extends MonoOperator<Void, Void> {

        private final EndListener listener;

        private Told(Mono<Void> rest, EndListener listener) {
            super(rest);
            this.listener = listener;
        }

        @Override
        public void subscribe(CoreSubscriber<? super Void> waiting) {
            source.subscribe(new Teller(waiting, listener));
        }
    }

    /** Stands between the rest of the chain and who waits for it. */
    final class Teller implements CoreSubscriber<Void>, Subscription {

        private final CoreSubscriber<? super Void> waiting;
        private final EndListener listener;
        private Subscription rest = Operators.emptySubscription();

        private Teller(CoreSubscriber<? super Void> waiting, EndListener listener) {
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
