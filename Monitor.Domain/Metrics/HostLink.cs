namespace Monitor.Domain.Metrics;

/// <summary>How one host leans on another.</summary>
public enum HostLinkKind
{
    /// <summary>The child is reached through the parent: a switch, a router, the machine that a virtual one runs on.</summary>
    Behind,
}

/// <summary>A child host behind a parent host. The links have no circles.</summary>
public sealed class HostLink
{
    /// <summary>Parents of one host.</summary>
    public const int MostParents = 8;

    public int ChildId { get; set; }

    public int ParentId { get; set; }

    public HostLinkKind Kind { get; set; }
}
