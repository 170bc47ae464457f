namespace Monitor.Tests.RootCause.Injection;

/// <summary>A running program. CPU in percent of one core at usual demand, memory in bytes, disk in bytes a second.</summary>
internal sealed class RunningProgram
{
    public required string Name { get; init; }

    public required int Number { get; init; }

    public required double Cpu { get; set; }

    public required double Memory { get; set; }

    public double Writes { get; set; }

    /// <summary>True: it does what users ask for, so its work follows the demand.</summary>
    public bool Serves { get; init; }

    public required Wander Mood { get; init; }

    /// <summary>What it wants and what it gets of the cores, percent of one.</summary>
    public double Wants { get; set; }

    public double Gets { get; set; }
}

/// <summary>A folder tree with a size, in bytes.</summary>
internal sealed class Volume(string path, double size, double filled)
{
    public string Path { get; } = path;

    public double Size { get; } = size;

    public double Filled { get; set; } = filled;
}

/// <summary>A drive: what one write costs when nothing waits, and how many bytes a second it takes.</summary>
internal sealed class Drive(string name, double milliseconds, double bytesPerSecond)
{
    public string Name { get; } = name;

    public double Milliseconds { get; set; } = milliseconds;

    public double BytesPerSecond { get; } = bytesPerSecond;

    public double Busy { get; set; }

    public double Latency { get; set; }

    public double Written { get; set; }
}

/// <summary>A port to the network.</summary>
internal sealed class Port(string name)
{
    public string Name { get; } = name;

    public double ErrorsPerSecond { get; set; }
}

/// <summary>One machine with what runs on it and whom it asks.</summary>
internal sealed class Machine
{
    public required string Name { get; init; }

    public required int Cores { get; init; }

    public required double Memory { get; init; }

    public required List<RunningProgram> Programs { get; init; }

    public required List<Volume> Volumes { get; init; }

    public required List<Drive> Drives { get; init; }

    public required List<Port> Ports { get; init; }

    /// <summary>The machines that it waits for when it answers.</summary>
    public List<Machine> Asks { get; } = [];

    public double Load { get; set; }

    /// <summary>Milliseconds in which it answers.</summary>
    public double Answer { get; set; }
}
