// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example, https://gateway.example/connect",
        "https://gateway.example/, https://gateway.example/connect",
        "http://localhost:8080, http://localhost:8080/connect",
        "https://example.com/sallyport, https://example.com/sallyport/connect"
    })
    void pathsAreBelowIt(String url, String link) {
        assertThat(new PublicUrl(url).at("/connect")).isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gateway.example",
                "ftp://gateway.example",
                "https://",
                "https://gateway.example?x=1",
                "https://gateway.example#x",
                "https://user@gateway.example",
                "https://gate way.example"
            })
    void whatIsNoUrlOfAServerIsRefused(String url) {
        assertThatThrownBy(() -> new PublicUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sallyport.public-url: ");
    }

    @Test
    void aRefusalNamesTheValue() {
        assertThatThrownBy(() -> new PublicUrl("gateway.example")).hasMessageContaining("gateway.example (expected: ");
    }
}
