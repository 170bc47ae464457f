namespace Monitor.Web.Access;

/// <summary>The actor may not do this. Endpoints answer 403, screens show the message.</summary>
public sealed class AccessRefusedException(string permission)
    : Exception($"You are not allowed to do this: it needs the permission {permission}. Ask an administrator.")
{
    public string Permission { get; } = permission;
}
