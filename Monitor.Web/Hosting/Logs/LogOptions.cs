namespace Monitor.Web.Hosting;

/// <summary>Per slice at most (<see cref="KeptFiles"/> + 1) files of <see cref="FileBytes"/>.</summary>
internal sealed record LogOptions(string Folder, long FileBytes = 5_000_000, int KeptFiles = 3, int Queue = 10_000);
