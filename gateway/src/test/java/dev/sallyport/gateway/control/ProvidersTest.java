// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class ProvidersTest {

    private final ControlPlane plane = new ControlPlane();

    @Test
    void listsTheCatalogueInItsOrder() {
        Reply reply = plane.get("/providers");

        assertThat(reply.status()).isEqualTo(200);
        assertThat((List<?>) reply.at("data")).hasSameSizeAs(Catalogue.load().all());
        assertThat(reply.at("data.0"))
                .isEqualTo(Map.of(
                        "name",
                        "github",
                        "display_name",
                        "GITHUB",
                        "auth_mode",
                        "OAUTH2",
                        "logo_url",
                        "/images/template-logos/github.svg"));
    }

    @Test
    void searchesNamesWhateverTheCase() {
        assertThat(plane.get("/providers?search=HUB").at("data.0.name")).isEqualTo("github");
        assertThat((List<?>) plane.get("/providers?search=.*").at("data")).isEmpty();
        assertThat((List<?>) plane.get("/providers?search=").at("data"))
                .hasSameSizeAs(Catalogue.load().all());
    }

    @Test
    void readsOneAndKnowsWhichItDoesNotHave() {
        assertThat(plane.get("/providers/zendesk").at("data.auth_mode")).isEqualTo("BASIC");
        Reply unknown = plane.get("/providers/none");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("not_found");
        assertThat(unknown.at("error.message")).isEqualTo("Unknown provider none");
    }

    @Test
    void everyKeyMayReadItAndNobodyElse() {
        plane.caller("weak", List.of("quota:read"), null, null);

        assertThat(plane.call("weak", HttpMethod.GET, "/providers", null).status())
                .isEqualTo(200);
        assertThat(plane.call("stranger", HttpMethod.GET, "/providers", null).status())
                .isEqualTo(401);
    }
}
