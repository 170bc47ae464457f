using System.Net;
using System.Text.Json;
using Monitor.Domain.Access;
using Monitor.Tests.Support;

namespace Monitor.Tests.Efficiency.Screens;

/// <summary>The pages' file and what they show to somebody who may not see it all, as a browser without scripts gets them.</summary>
[Collection(Suite.Name)]
public sealed class SizesFormTests(TestApplication application)
{
    private const string Formula = "=HYPERLINK(\"http://a\")";

    [Fact]
    public async Task Attack_23_The_file_of_the_page_is_what_is_filtered_with_formulas_as_text_for_a_form_with_its_token_alone_and_not_for_others()
    {
        var stage = await SizesStage.CreateAsync(application, Formula);
        using var mine = await application.SignInAsync(await application.CreateUserAsync(Roles.Viewer, groups: [stage.GroupId]));
        var token = await mine.FormFieldsAsync($"/efficiency/sizes?group={stage.GroupId}");
        async Task<(HttpStatusCode Status, string Text)> TakeAsync(string query, HttpClient client, Dictionary<string, string> fields)
        {
            using var answer = await client.PostAsync($"/efficiency/sizes/export?{query}", new FormUrlEncodedContent(fields));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        var (status, csv) = await TakeAsync($"group={stage.GroupId}&format=csv", mine, token);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"{stage.LargeId},\"'=HYPERLINK", csv);
        Assert.Contains(",Vcpu,,4,2,60,30,EUR,", csv);
        Assert.DoesNotContain("SwitchOff", (await TakeAsync($"group={stage.GroupId}&kind=more&format=csv", mine, token)).Text);
        using var json = JsonDocument.Parse((await TakeAsync($"group={stage.GroupId}&action=switchoff&format=json", mine, token)).Text);
        Assert.Equal(stage.IdleId, Assert.Single(json.RootElement.GetProperty("items").EnumerateArray()).GetProperty("hostId").GetInt32());

        Assert.Equal(HttpStatusCode.BadRequest, (await TakeAsync($"group={stage.GroupId}&format=csv", mine, [])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await TakeAsync($"group={stage.GroupId}&format=xlsx", mine, token)).Status);
        var other = await SizesStage.CreateAsync(application, "theirs");
        Assert.Equal(HttpStatusCode.NotFound, (await TakeAsync($"group={other.GroupId}", mine, token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await TakeAsync($"host={other.LargeId}", mine, token)).Status);
        Assert.DoesNotContain("theirs", (await TakeAsync("format=csv", mine, token)).Text);
    }

    [Fact]
    public async Task Somebody_who_is_limited_to_a_group_finds_nothing_of_another_on_any_page_and_what_is_asked_too_much_is_told_so()
    {
        var (stage, other) = (await SizesStage.CreateAsync(application, "mine"), await SizesStage.CreateAsync(application, "theirs"));
        using var mine = await application.SignInAsync(await application.CreateUserAsync(Roles.Viewer, groups: [stage.GroupId]));
        foreach (var path in new[] { "sizes", "sizes?host=" + other.LargeId, "capacity", $"capacity?if=lose&lose={other.LargeId}", $"capacity?group={other.GroupId}", "settings", $"settings?group={other.GroupId}" })
        {
            var page = await mine.GetStringAsync($"/efficiency/{path}");
            Assert.DoesNotContain(other.LargeName, page);
            Assert.DoesNotContain(other.GroupName, page);
        }

        Assert.Contains(stage.LargeName, await mine.GetStringAsync("/efficiency/sizes"));
        Assert.Contains("is not among these", await mine.GetStringAsync($"/efficiency/capacity?if=lose&lose={other.LargeId}"));
        Assert.Contains("There is no such group", await mine.GetStringAsync($"/efficiency/settings?group={other.GroupId}"));
        Assert.DoesNotContain("Set here</button>", await mine.GetStringAsync($"/efficiency/settings?group={stage.GroupId}"));
        Assert.Contains("More load is a number of percent", await mine.GetStringAsync("/efficiency/capacity?more=1e9"));
        Assert.Contains("&#x27;move&#x27; is up to", await mine.GetStringAsync($"/efficiency/capacity?if=move&to=1&move={string.Join(',', Enumerable.Range(1, 200))}"));
        using var foreign = await mine.GetAsync($"/api/v1/rei/capacity?lose={other.LargeId}");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }
}
