using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Access;
using Monitor.Tests.Browser;
using Monitor.Tests.Support;
using Monitor.Web.Access.Tokens;

namespace Monitor.Tests.Metrics;

[Collection(Suite.Name)]
public sealed class StorageApiTests(TestApplication application)
{
    [Theory]
    [InlineData(Roles.Admin, TokenScopes.Admin, HttpStatusCode.OK)]
    [InlineData(Roles.Admin, TokenScopes.Read, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Lead, TokenScopes.Admin, HttpStatusCode.Forbidden)]
    public async Task The_sizes_of_the_store_are_told_to_administrators_whose_token_covers_it(string role, string scope, HttpStatusCode expected)
    {
        using var host = await BusyHost.CreateAsync(application);
        await host.ReportAsync(10, 20, 30, 1000, 2000);
        using var client = application.CreateClient();
        var user = await application.CreateUserAsync(role);
        var token = await application.Services.GetRequiredService<TokenDesk>().CreateForAsync(user.Name, [scope], TimeSpan.FromDays(1), default);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var answer = await client.GetAsync("api/v1/storage");

        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(report.GetProperty("databaseBytes").GetInt64(), report.GetProperty("tiers").EnumerateArray().Sum(t => t.GetProperty("bytes").GetInt64()));
            Assert.EndsWith("Z", report.GetProperty("at").GetString());
            // Another test may have brought a whole day that is sealed.
            var isKnown = report.GetProperty("growth").ValueKind == JsonValueKind.Object;
            Assert.True(isKnown || report.GetProperty("full").GetString()!.StartsWith("not known", StringComparison.Ordinal));
        }
    }
}
