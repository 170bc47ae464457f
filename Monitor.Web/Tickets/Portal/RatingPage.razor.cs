using Microsoft.AspNetCore.Components;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Portal;

/// <summary>Looking at the link changes nothing (mail scanners and previews do that); only a button uses it up. It needs no sign-in: the link is the right.</summary>
public sealed partial class RatingPage(RatingDesk desk)
{
    private RatingQuestion? _question;
    private string _problem = "";
    private bool _isDone;

    [Parameter]
    public string Link { get; set; } = "";

    [CascadingParameter]
    public required HttpContext HttpContext { get; set; }

    [SupplyParameterFromForm(FormName = "rating")]
    private RatingInput Input { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new RatingInput();
        HttpContext.Response.Headers.CacheControl = "no-store";
        HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        (_question, _problem) = await desk.FindAsync(Link, HttpContext.RequestAborted);
        if (_question is null)
        {
            // Not 404: that status hands the answer over to the page for unknown addresses.
            HttpContext.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task RateAsync()
    {
        if (_question is null)
        {
            return;
        }

        _problem = await desk.RateAsync(Link, Input.Score, Input.Comment, HttpContext.PeerAddress(), HttpContext.RequestAborted) ?? "";
        _isDone = _problem.Length == 0;
    }
}

/// <summary>What the form of a rating sends.</summary>
public sealed class RatingInput
{
    public int Score { get; set; }

    public string? Comment { get; set; }
}
