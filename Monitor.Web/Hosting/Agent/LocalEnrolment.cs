namespace Monitor.Web.Hosting;

/// <summary>
/// Makes this machine a host and gives its agent a key; the slice that owns hosts registers it. A credential that is still good is handed back unchanged;
/// null: the host was retired, so it is not watched.
/// </summary>
public delegate Task<LocalCredential?> EnrolLocalHost(Guid hostKey, string hostName, string? credential, CancellationToken cancellationToken);

/// <summary>The host and the agent's credential in its text form.</summary>
public sealed record LocalCredential(int HostId, Guid HostKey, string HostName, string Credential)
{
    /// <summary>Never the credential, so that it cannot reach a log.</summary>
    public override string ToString() => HostName;
}
