// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataTest {

    private static final String BODY = "{'connection_id':%s,'provider_config_key':'open','metadata':%s}";

    private final ControlPlane plane = new ControlPlane();

    @BeforeEach
    void connections() {
        plane.post("/integrations", "{'provider':'open','unique_key':'open'}");
        for (String id : new String[] {"a", "b"}) {
            plane.post(
                    "/connections",
                    "{'provider_config_key':'open','connection_id':'%s','credentials':{'type':'NONE'},'metadata':{'kept':1,'deep':{'x':1}}}"
                            .formatted(id));
        }
    }

    @Test
    void postReplacesAndEchoesTheBody() {
        Reply reply = plane.post("/connections/metadata", BODY.formatted("'a'", "{'new':12345678901234567890}"));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.body())
                .isEqualTo(
                        "{\"connection_id\":\"a\",\"provider_config_key\":\"open\",\"metadata\":{\"new\":12345678901234567890}}");
        assertThat(metadata("a")).containsOnlyKeys("new");
        assertThat(metadata("b")).containsOnlyKeys("kept", "deep");
    }

    @Test
    void patchMergesTheTopLevelOfEveryConnectionNamed() {
        Reply reply =
                plane.patch("/connections/metadata", BODY.formatted("['a','b','a']", "{'deep':{'y':2},'n':null}"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("connection_id").toString()).isEqualTo("[a, b, a]");
        for (String id : new String[] {"a", "b"}) {
            assertThat(metadata(id)).containsEntry("kept", 1).containsEntry("deep", Map.of("y", 2));
            assertThat(metadata(id)).containsKey("n");
        }
    }

    @Test
    void oneUnknownConnectionLeavesAllOthersAlone() {
        Reply reply = plane.post("/connections/metadata", BODY.formatted("['a','nope']", "{}"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("unknown_connection");
        assertThat(metadata("a")).containsKey("kept");
    }

    @Test
    void aLostRaceIsTriedAgain() {
        plane.connections.racesLost = 2;

        assertThat(plane.patch("/connections/metadata", BODY.formatted("'a'", "{'z':1}"))
                        .status())
                .isEqualTo(200);
        assertThat(metadata("a")).containsEntry("z", 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | invalid_type [connection_id]",
                "{'connection_id':[],'provider_config_key':'open','metadata':{}} | too_small [connection_id]",
                "{'connection_id':['a',5],'provider_config_key':'open','metadata':{}} | invalid_type [connection_id, 1]",
                "{'connection_id':'a','provider_config_key':'open','metadata':'x'} | invalid_type [metadata]",
                "{'connection_id':'a','provider_config_key':'open','metadata':null} | invalid_type [metadata]",
                "{'connection_id':'a','provider_config_key':'open','metadata':{},'x':1} | unrecognized_keys []",
            })
    void aWrongBodyIsRefused(String body, String problem) {
        assertThat(plane.patch("/connections/metadata", body).problem()).isEqualTo(problem);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> metadata(String id) {
        return (Map<String, Object>)
                plane.get("/connections/" + id + "?provider_config_key=open").at("metadata");
    }
}
