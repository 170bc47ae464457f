namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>What the kernel says of NVMe controllers: <c>live</c>, or what is wrong with them.</summary>
internal static class NvmeControllers
{
    public const string State = "disk.controllers";

    /// <summary>"All live", or each one that is not: "nvme0 dead, nvme1 resetting"; empty without controllers.</summary>
    public static string Read(string sys)
    {
        var controllers = SysText.Folders(Path.Combine(sys, "class/nvme"))
            .Select(c => (Name: Path.GetFileName(c), State: SysText.Read(Path.Combine(c, "state")))).Where(c => c.State is { Length: > 0 and < 40 }).ToList();
        var ill = controllers.Where(c => c.State != "live").Take(10).Select(c => $"{c.Name} {c.State}").ToList();
        return controllers.Count == 0 ? "" : ill.Count == 0 ? "All live" : string.Join(", ", ill);
    }
}
