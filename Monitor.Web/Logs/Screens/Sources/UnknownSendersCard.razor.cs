using Microsoft.AspNetCore.Components;
using Monitor.Domain.Access;
using Monitor.Web.Access.Pages;
using Monitor.Web.Logs.Desk;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Logs.Screens.Sources;

/// <summary>Who sends syslog and is no host here, and what to do about it. Nothing while there is nobody. The page is in the URL.</summary>
public sealed partial class UnknownSendersCard(UnknownSenderDesk desk) : ActorComponent
{
    private const int PageSize = 25;

    private UnknownSenderPage? _page;

    [SupplyParameterFromQuery]
    public int? Senders { get; set; }

    private int Current => Math.Clamp(Senders ?? 1, 1, Last);

    private static int Last => (UnknownSenders.Most + PageSize - 1) / PageSize;

    private bool HasMore => Current * PageSize < _page!.All;

    protected override Task OnParametersSetAsync() => LoadAsync(Permissions.LogsManage, actor =>
    {
        _page = desk.List(actor, Current, PageSize);
        return Task.CompletedTask;
    });

    /// <summary>The setting that makes a host of it. It is there to be copied into a shell: what else the sender calls itself than a plain name is not in it.</summary>
    internal static string Setting(UnknownSender sender) =>
        $"{sender.Address}={(sender.Claimed.Length > 0 && sender.Claimed.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? sender.Claimed : "name-of-the-host")}";

    private void Go(int page) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("senders", page == 1 ? null : (int?)page));
}
