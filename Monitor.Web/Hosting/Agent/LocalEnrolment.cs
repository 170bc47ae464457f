namespace Monitor.Web.Hosting;

/// <summary>
/// Makes this machine a host, by its name, and gives its agent a new key; the slice that owns hosts registers it. The floor knows only that it gets a credential.
/// </summary>
public delegate Task<LocalCredential> EnrolLocalHost(IServiceProvider services, string hostName, CancellationToken cancellationToken);

/// <summary>The host's key and the agent's credential in its text form.</summary>
public sealed record LocalCredential(Guid HostKey, string Credential);
