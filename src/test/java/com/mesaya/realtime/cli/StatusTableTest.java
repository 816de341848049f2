package com.mesaya.realtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    @Test
    void hasALineForEachNodeAndOneForAll() throws JsonProcessingException {
        String cluster = """
                {"self":"a:1","unreachable":["long-name:25520"],"nodes":[
                 {"address":"a:1","status":"up","roles":["dc-default","edge"],"leader":true,"oldest":true,
                  "shards":12,"sections":3,"viewers":1000,"partitions":{"t":[0,1],"u":[2]}},
                 {"address":"long-name:25520","status":"leaving","roles":["dc-default"],"leader":false,"oldest":false,
                  "shards":null,"sections":null,"viewers":5,"partitions":{}}]}
                """;

        String table = new StatusTable(new ObjectMapper().readTree(cluster)).text();

        assertThat(table.lines())
                .containsExactly(
                        "NODE             STATUS   ROLES  SHARDS  SECTIONS  VIEWERS  PARTITIONS",
                        "a:1              up       edge       12         3     1000           3  asked leader oldest",
                        "long-name:25520  leaving              ?         ?        5           0  UNREACHABLE",
                        "in all                               12         3     1005           3");
    }
}
