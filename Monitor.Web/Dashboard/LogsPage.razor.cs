using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Live;
using Monitor.Web.Hosting;

namespace Monitor.Web.Dashboard;

/// <summary>The product's own logs, newest first, a page at a time. Lines are text from many sources: drawn as text.</summary>
public sealed partial class LogsPage(LogFiles logs, AccessGate gate, NavigationManager navigation) : IDisposable
{
    private const int PageSize = 100;

    private readonly ScreenLife _left = new();
    private readonly List<LogEntry> _entries = [];
    private IReadOnlyList<LogFiles.Item>? _files;
    private long? _older;
    private int _reading;
    private string? _error;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [SupplyParameterFromQuery]
    public string? File { get; set; }

    private string? Current => _files?.FirstOrDefault(f => f.Name == File)?.Name ?? _files?.FirstOrDefault()?.Name;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        await gate.RequireAsync((await AuthenticationState).User, Permissions.SystemManage, _left.Token);
        _files = logs.List();
        _entries.Clear();
        _older = null;
        await ReadAsync();
    }

    private Task OlderAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        // Of two answers that are on their way at once only that to the last question counts.
        var turn = ++_reading;
        try
        {
            if (Current is { } name)
            {
                var page = await logs.ReadAsync(name, _older, PageSize, _left.Token);
                if (turn != _reading)
                {
                    return;
                }

                _entries.AddRange(page.Entries);
                _older = page.Older;
            }

            _error = null;
        }
        catch (IOException failure)
        {
            _error = failure.Message;
        }
    }

    private void Choose(ChangeEventArgs e) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("file", e.Value?.ToString()));

    private static string KindOf(string level) => level switch
    {
        "Error" or "Critical" => "critical",
        "Warning" => "warning",
        _ => "info",
    };

    public void Dispose()
    {
        _left.Dispose();
    }
}
