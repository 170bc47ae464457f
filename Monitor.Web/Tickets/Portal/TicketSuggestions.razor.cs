using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Tickets.Portal;

/// <summary>
/// What may help with a title that is being typed. It looks once the typing pauses, and a look that is not finished when the typing goes on is given up. A
/// link opens beside the form, so that nothing typed is lost.
/// </summary>
public sealed partial class TicketSuggestions(SuggestionQueries queries, AccessGate gate, TimeProvider time, ILogger<TicketSuggestions> logger) : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    private IReadOnlyList<Suggestion> _found = [];
    private CancellationTokenSource? _look;
    private string _text = "";

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    protected override void OnParametersSet()
    {
        if (Text == _text)
        {
            return;
        }

        _text = Text;
        _look?.Cancel();
        _look?.Dispose();
        _look = new CancellationTokenSource();
        _ = LookAsync(_text, _look.Token);
    }

    private async Task LookAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Pause, time, cancellationToken);
            var found = await gate.FindAsync((await AuthenticationState).User, cancellationToken) is { } actor && actor.May(Permissions.PortalUse)
                ? await queries.FindAsync(actor, text, cancellationToken)
                : [];
            await InvokeAsync(() =>
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    _found = found;
                    StateHasChanged();
                }
            });
        }
        catch (OperationCanceledException)
        {
            // The typing goes on, or the person has left.
        }
        catch (Exception exception) when (DatabaseOutage.Is(exception))
        {
            // The form is good without them; the page itself tells when the database is away.
            logger.LogWarning(exception, "Suggestions for a new ticket could not be read");
        }
    }

    public void Dispose()
    {
        _look?.Cancel();
        _look?.Dispose();
    }
}
