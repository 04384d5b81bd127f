// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.filters.credential.SecretText;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every store of signing keys does. Each test has an environment of its own, so stores may be shared. */
public abstract class SigningKeysContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String environment = "env:{x}%3A" + UUID.randomUUID();

    protected abstract SigningKeys keys();

    @Test
    void theFirstCandidateIsKept() {
        assertThat(find("first")).isEqualTo("first");
        assertThat(find("second")).isEqualTo("first");
    }

    @Test
    void whoeverAsksAtTheSameTimeGetsTheSameKey() {
        List<SecretText> found = Flux.range(0, 30)
                .flatMap(i -> keys().findOrKeep(environment, SecretText.of("candidate-" + i)), 30)
                .collectList()
                .block(PATIENCE);

        assertThat(found).hasSize(30);
        assertThat(found.stream().distinct()).hasSize(1);
    }

    @Test
    void aReplacedKeyIsGone() {
        find("first");

        keys().replace(environment, SecretText.of("next")).block(PATIENCE);

        assertThat(find("other")).isEqualTo("next");
    }

    @Test
    void aKeyCanBeReplacedBeforeThereIsOne() {
        keys().replace(environment, SecretText.of("next")).block(PATIENCE);

        assertThat(find("other")).isEqualTo("next");
    }

    @Test
    void eachEnvironmentHasItsOwn() {
        find("mine");

        assertThat(keys().findOrKeep(environment + "x", SecretText.of("theirs"))
                        .block(PATIENCE)
                        .reveal())
                .isEqualTo("theirs");
    }

    private String find(String candidate) {
        return keys().findOrKeep(environment, SecretText.of(candidate))
                .block(PATIENCE)
                .reveal();
    }
}
