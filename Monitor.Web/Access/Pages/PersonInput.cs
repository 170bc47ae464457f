using Monitor.Web.Access.People;

namespace Monitor.Web.Access.Pages;

/// <summary>What stands in the fields of the form of one person.</summary>
public sealed class PersonInput
{
    public string UserName { get; set; } = "";

    public string DisplayName { get; set; } = "";

    public string Email { get; set; } = "";

    public string Role { get; set; } = Domain.Access.Roles.Viewer;

    public HashSet<int> TeamIds { get; init; } = [];

    public HashSet<int> ScopeGroupIds { get; init; } = [];

    public HashSet<int> ScopeTeamIds { get; init; } = [];

    internal static PersonInput Of(UserRow row, UserForm form) => new()
    {
        UserName = row.UserName,
        DisplayName = form.DisplayName,
        Email = form.Email,
        Role = form.Role,
        TeamIds = [.. form.TeamIds],
        ScopeGroupIds = [.. form.ScopeGroupIds],
        ScopeTeamIds = [.. form.ScopeTeamIds],
    };

    internal UserForm ToForm() => new(DisplayName, Email, Role, [.. TeamIds], [.. ScopeGroupIds], [.. ScopeTeamIds]);
}
