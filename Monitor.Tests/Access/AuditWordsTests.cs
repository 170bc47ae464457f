using Monitor.Web.Access.Audit;

namespace Monitor.Tests.Access;

public sealed class AuditWordsTests
{
    private static readonly Dictionary<AuditThing, string> Names = new() { [new("host", 8)] = "queue-1", [new("user", 2)] = "mia", [new("host_group", 3)] = "Web" };

    [Fact]
    public void Fields_are_words_answers_yes_and_no_and_a_name_stands_beside_its_id() =>
        Assert.Equal(
            "Said: Proposed for (97 %); Dry run: no; Host: queue-1 (8); Approved by: none; Requested by: mia (2); Priority: High; Cause key: process:node",
            AuditWords.Of(
                """{"Said":"Proposed for (97 %).","IsDryRun":false,"HostId":8,"ApprovedByUserId":null,"RequestedByUserId":2,"Priority":"High","CauseKey":"process:node"}""", "runbook_run", Names));

    [Fact]
    public void What_is_gone_keeps_its_id_and_a_parent_is_of_the_kind_of_the_row()
    {
        Assert.Equal("Host: 9; Parent: Web (3)", AuditWords.Of("""{"HostId":9,"ParentId":3}""", "host_group", Names));
        Assert.Equal([new AuditThing("host", 9), new AuditThing("host_group", 3)], AuditWords.Things("""{"HostId":9,"ParentId":3,"Text":"4"}""", "host_group"));
    }

    [Fact]
    public void A_definition_in_a_text_is_read_like_the_rest() =>
        Assert.Equal(
            "Definition: (Name: the shop's own; Causes: a, b; Steps: (Kind: Manual); Groups: none; All actions: yes); Text: {not so",
            AuditWords.Of("""{"Definition":"{\"name\":\"the shop\\u0027s own\",\"causes\":[\"a\",\"b\"],\"steps\":[{\"kind\":\"Manual\"}],\"groups\":[],\"allActions\":true}","Text":"{not so"}""", "runbook", Names));

    [Fact]
    public void A_moment_says_that_it_is_in_UTC() =>
        Assert.Equal("Expires at: 2026-11-29 18:20:38 UTC", AuditWords.Of("""{"ExpiresAt":"2026-11-29T18:20:38.1315979Z"}""", "token", Names));

    [Fact]
    public void Nothing_stays_nothing() => Assert.Equal(("", "[1]"), (AuditWords.Of(null, "user", Names), AuditWords.Of("[1]", "user", Names)));
}
