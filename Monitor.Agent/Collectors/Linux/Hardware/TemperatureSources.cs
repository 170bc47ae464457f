namespace Monitor.Agent.Collectors.Linux.Hardware;

/// <summary>
/// Temperatures of processors, boards and disks: /sys/class/hwmon, and the thermal zones that it does not repeat. Where the maker says what is critical, also
/// how far away that is.
/// </summary>
internal static class TemperatureSources
{
    public static IEnumerable<HardwareSource> Find(string sys)
    {
        var zones = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chip in SysText.Folders(Path.Combine(sys, "class/hwmon")))
        {
            var device = SysText.LinkName(Path.Combine(chip, "device"));
            var name = SysText.Read(Path.Combine(chip, "name")) is { Length: > 0 } text ? text : Path.GetFileName(chip);
            if (device is not null)
            {
                zones.Add(device);
            }

            foreach (var input in SysText.Files(chip, "temp*_input"))
            {
                var stem = input[..^"_input".Length];
                var part = SysText.Read(stem + "_label") is { Length: > 0 } label ? label : Path.GetFileName(stem);
                foreach (var source in Of($"{Chip(name, device)} {part}", input, Critical(stem)))
                {
                    yield return source;
                }
            }
        }

        foreach (var zone in SysText.Folders(Path.Combine(sys, "class/thermal"), "thermal_zone*").Where(z => !zones.Contains(Path.GetFileName(z))))
        {
            var type = SysText.Read(Path.Combine(zone, "type")) is { Length: > 0 } text ? text : "zone";
            foreach (var source in Of($"{type} {Path.GetFileName(zone)["thermal_".Length..]}", Path.Combine(zone, "temp"), CriticalTrip(zone)))
            {
                yield return source;
            }
        }
    }

    /// <summary>Two chips of one make differ by the device they sit on: <c>nvme0</c>, <c>coretemp.1</c>.</summary>
    private static string Chip(string name, string? device) => device is null ? name : device.StartsWith(name, StringComparison.Ordinal) ? device : $"{name} {device}";

    private static IEnumerable<HardwareSource> Of(string sensor, string path, double critical)
    {
        sensor = sensor.Length <= 100 ? sensor : sensor[..100];
        yield return new HardwareSource("hardware.temperature_celsius", "sensor", sensor, path, SysText.Celsius);
        if (critical > 0)
        {
            yield return new HardwareSource("hardware.temperature_headroom_celsius", "sensor", sensor, path, text => critical - SysText.Celsius(text));
        }
    }

    private static double Critical(string stem) =>
        SysText.Read(stem + "_crit") is { } critical ? SysText.Celsius(critical) : SysText.Read(stem + "_max") is { } most ? SysText.Celsius(most) : double.NaN;

    private static double CriticalTrip(string zone)
    {
        foreach (var trip in SysText.Files(zone, "trip_point_*_type"))
        {
            if (SysText.Read(trip) == "critical")
            {
                return SysText.Read(trip[..^"type".Length] + "temp") is { } text ? SysText.Celsius(text) : double.NaN;
            }
        }

        return double.NaN;
    }
}
