using System.Globalization;
using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Domain.Problems.Why;
using Monitor.Web.Access.Pages;
using Monitor.Web.Components;

namespace Monitor.Web.Problems.Why;

/// <summary>One search box, one answer in a sentence, and the chain behind it. The question is in the URL: as typed, or as host and moment.</summary>
public sealed partial class WhyPage(WhyQueries queries, UserZone zone, TimeProvider time) : ActorComponent, IDisposable
{
    private string _question = "";
    private string? _said;
    private WhyAnswer? _answer;
    private IReadOnlyList<(int Id, string Name)> _choices = [];
    private DateTimeOffset _asked;
    private bool _loading;

    [SupplyParameterFromQuery]
    public int? Host { get; set; }

    [SupplyParameterFromQuery]
    public string? At { get; set; }

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    private UserZone Zone => zone;

    private TimeProvider Time => time;

    protected override void OnInitialized() => zone.Changed += Reload;

    protected override async Task OnParametersSetAsync()
    {
        _question = Q ?? _question;
        await LoadAsync();
    }

    /// <summary>The zone becomes known once the browser has said it; what was typed then means another moment.</summary>
    private void Reload() => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private Task LoadAsync() => LoadAsync(Permissions.ProblemsRead, async actor =>
    {
        (_said, _choices, _answer) = (null, [], null);
        _loading = Host is not null || !string.IsNullOrWhiteSpace(Q);
        try
        {
            var host = Host;
            _asked = Moment();
            if (host is null && !string.IsNullOrWhiteSpace(Q))
            {
                host = await ReadQuestionAsync(actor);
            }

            if (host is { } id)
            {
                _answer = await queries.ExplainAsync(actor, id, _asked, zone.Zone, Gone);
                _said = _answer is null ? "There is no such host, or it is not yours to see." : null;
                _question = _answer is not null && Q is null ? $"{_answer.Host} {zone.Typed(_answer.At, "yyyy-MM-dd HH:mm")}" : _question;
            }
        }
        finally
        {
            _loading = false;
        }
    });

    private async Task<int?> ReadQuestionAsync(Access.Actor actor)
    {
        if (WhyQuestion.TryParse(Q, time.GetUtcNow(), zone.Zone) is not { } question)
        {
            _said = "This is no host and time. Write the host's name, then a time, such as web-3 03:10 or web-3 yesterday 03:10.";
            return null;
        }

        _asked = question.At;
        var hosts = await queries.FindHostsAsync(actor, question.Host, Gone);
        if (hosts.Count == 1)
        {
            return hosts[0].Id;
        }

        _choices = hosts;
        _said = hosts.Count == 0 ? $"No host that you may see has \"{question.Host}\" in its name. Write the host's name, then a time, such as web-3 03:10." : null;
        return null;
    }

    private DateTimeOffset Moment() =>
        DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : time.GetUtcNow();

    private void Ask()
    {
        if (!string.IsNullOrWhiteSpace(_question))
        {
            Navigation.NavigateTo($"/problems/why?q={Uri.EscapeDataString(_question.Trim())}");
        }
    }

    public new void Dispose()
    {
        zone.Changed -= Reload;
        base.Dispose();
    }

    /// <summary>The page that answers for this host and moment.</summary>
    public static string Address(int hostId, DateTimeOffset at) =>
        $"/problems/why?host={hostId}&at={at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
}
