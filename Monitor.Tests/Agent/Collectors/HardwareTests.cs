using System.Runtime.InteropServices;
using Monitor.Agent.Collectors;
using Monitor.Agent.Collectors.Linux.Hardware;
using Monitor.Domain.Metrics;

namespace Monitor.Tests.Agent.Collectors;

/// <summary>Sensors, error counts and wear from folders made like those of /sys.</summary>
public sealed class HardwareTests : IDisposable
{
    private readonly DirectoryInfo _sys = Directory.CreateTempSubdirectory("monitor-sys");
    private readonly SampleVector _vector = new();

    public void Dispose() => _sys.Delete(recursive: true);

    [Fact]
    public void Chips_name_their_sensors_and_say_how_far_away_the_critical_temperature_is()
    {
        Chip("hwmon0", "coretemp", "coretemp.0", ("temp1_input", "61500"), ("temp1_label", "Package id 0"), ("temp1_crit", "100000"));
        Chip("hwmon1", "nvme", "nvme0", ("temp1_input", "38850\n"), ("temp1_label", "Composite"), ("temp1_max", "81850"));
        Chip("hwmon2", "nvme", "nvme1", ("temp1_input", "41850"), ("temp1_label", "Composite"));
        Chip("hwmon3", "acpitz", "thermal_zone0", ("temp1_input", "27800"));
        File("class/thermal/thermal_zone0/type", "acpitz");
        File("class/thermal/thermal_zone0/temp", "27800");
        File("class/thermal/thermal_zone1/type", "x86_pkg_temp");
        File("class/thermal/thermal_zone1/temp", "62000");
        File("class/thermal/thermal_zone1/trip_point_0_type", "passive");
        File("class/thermal/thermal_zone1/trip_point_0_temp", "80000");
        File("class/thermal/thermal_zone1/trip_point_1_type", "critical");
        File("class/thermal/thermal_zone1/trip_point_1_temp", "105000");
        Collect();
        Assert.Equal(
            [
                ("acpitz thermal_zone0 temp1", 27.8), ("coretemp.0 Package id 0", 61.5), ("nvme0 Composite", 38.85), ("nvme1 Composite", 41.85), ("x86_pkg_temp zone1", 62),
            ],
            All("hardware.temperature_celsius"));
        Assert.Equal([("coretemp.0 Package id 0", 38.5), ("nvme0 Composite", 43), ("x86_pkg_temp zone1", 43)], All("hardware.temperature_headroom_celsius"));
    }

    [Fact]
    public void Disks_file_systems_and_memory_say_how_often_they_failed()
    {
        File("block/sda/device/ioerr_cnt", "0x1f");
        File("block/sr0/removable", "1");
        File("fs/ext4/dm-0/errors_count", "3");
        File("fs/ext4/features/lazy_itable_init", "supported");
        File("devices/system/edac/mc/mc0/ce_count", "17");
        File("devices/system/edac/mc/mc0/ue_count", "0");
        Collect();
        Assert.Equal([("sda", 31.0)], All("disk.io_errors"));
        Assert.Equal([("dm-0", 3.0)], All("disk.filesystem_errors"));
        Assert.Equal([("mc0", 17.0)], All("memory.corrected_errors"));
        Assert.Equal([("mc0", 0.0)], All("memory.uncorrected_errors"));
    }

    [Fact]
    public void The_wear_of_a_flash_disk_is_that_of_the_cells_that_are_further_on()
    {
        File("block/mmcblk0/device/life_time", "0x02 0x05\n");
        File("devices/platform/ufs/health_descriptor/life_time_estimation_a", "0x0B");
        Directory.CreateDirectory(In("devices/platform/ufs/host0/target0:0:0/0:0:0:0"));
        Directory.CreateDirectory(In("block/sdb"));
        Directory.CreateSymbolicLink(In("block/sdb/device"), In("devices/platform/ufs/host0/target0:0:0/0:0:0:0"));
        Collect();
        Assert.Equal([("mmcblk0", 50.0), ("sdb", 100.0)], All("disk.wear_percent"));
        Assert.All(["0x00 0x00", "", "0x0C", "many", "-1"], text => Assert.True(double.IsNaN(WearSources.Percent(text)), text));
    }

    [Fact]
    public void A_machine_without_any_of_it_reports_nothing()
    {
        Collect();
        Assert.Empty(_vector.Series);
        Assert.False(_vector.TakeState(out _));
    }

    [Fact]
    public void A_sensor_that_cannot_be_read_or_is_not_connected_is_missing_and_hurts_no_other()
    {
        Chip("hwmon0", "nct6775", "nct6775.656", ("temp1_input", "31000"), ("temp2_input", "-128000"), ("temp3_input", "no"), ("temp4_input", "999999999999999999999"));
        Directory.CreateDirectory(In("class/hwmon/hwmon0/temp5_input"));
        Collect();
        Assert.Equal([("nct6775.656 temp1", 31.0)], All("hardware.temperature_celsius"));
    }

    [Fact]
    public void What_is_pulled_out_is_missing_and_has_its_place_again_under_another_number()
    {
        Chip("hwmon4", "drivetemp", "0:0:0:0", ("temp1_input", "35000"));
        var collector = Collect();
        Directory.Delete(In("class/hwmon/hwmon4"), recursive: true);
        Collect(collector);
        Assert.Empty(All("hardware.temperature_celsius"));
        Chip("hwmon9", "drivetemp", "0:0:0:0", ("temp1_input", "36000"));
        Collect(collector);
        Assert.Equal([("drivetemp 0:0:0:0 temp1", 36.0)], All("hardware.temperature_celsius"));
        Assert.Single(_vector.Series);
    }

    [Fact]
    public void Counts_are_read_less_often_than_temperatures_and_last_in_between()
    {
        Chip("hwmon0", "k10temp", "0000:00:18.3", ("temp1_input", "50000"));
        File("block/sda/device/ioerr_cnt", "0x1");
        var collector = Collect();
        File("class/hwmon/hwmon0/temp1_input", "51000");
        File("block/sda/device/ioerr_cnt", "0x2");
        _vector.Begin();
        collector.Read(isNew: false, isSlow: false);
        collector.Put(_vector);
        Assert.Equal((51.0, 1.0), (All("hardware.temperature_celsius").Single().Value, All("disk.io_errors").Single().Value));
    }

    [Fact]
    public void A_controller_that_the_kernel_gave_up_is_named()
    {
        File("class/nvme/nvme0/state", "live");
        File("class/nvme/nvme1/state", "live");
        var collector = Collect();
        Assert.True(_vector.TakeState(out var fine));
        File("class/nvme/nvme1/state", "dead");
        Collect(collector);
        Assert.True(_vector.TakeState(out var ill));
        Assert.Equal((("disk.controllers", "All live"), ("disk.controllers", "nvme1 dead")), (fine, ill));
    }

    [Fact]
    public async Task Fault_46_The_ticks_wait_for_no_driver_that_hangs_and_old_values_are_no_news()
    {
        Chip("hwmon0", "k10temp", "0000:00:18.3", ("temp1_input", "50000"));
        var collector = new HardwareCollector(_sys.FullName);
        await SpinAsync(collector, TimeSpan.Zero);
        Assert.Equal(50, All("hardware.temperature_celsius").Single().Value);

        // A pipe that nobody writes to holds whoever opens it, as a driver does that waits for its device.
        var input = In("class/hwmon/hwmon0/temp1_input");
        System.IO.File.Delete(input);
        Assert.Equal(0, MakePipe(input, 0x180));
        foreach (var (seconds, isThere) in new[] { (11, true), (120, true), (192, false), (300, false) })
        {
            _vector.Begin();
            collector.Collect(_vector, TimeSpan.FromSeconds(seconds));
            Assert.Equal(isThere, All("hardware.temperature_celsius").Length > 0);
        }

        Assert.False(collector.Round.IsCompleted);
        System.IO.File.OpenHandle(input, FileMode.Open, FileAccess.Write).Dispose();
        await collector.Round.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void This_machine_is_read_without_a_fault_and_in_range()
    {
        var collector = new HardwareCollector();
        _vector.Begin();
        collector.Read(isNew: true, isSlow: true);
        collector.Put(_vector);
        for (var i = 0; i < _vector.Series.Count; i++)
        {
            var info = MetricCatalog.Find(_vector.Series[i].Metric);
            Assert.InRange(_vector.Values[i], info.Minimum, info.Maximum);
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    private HardwareCollector Collect(HardwareCollector? collector = null)
    {
        collector ??= new HardwareCollector(_sys.FullName);
        _vector.Begin();
        collector.Read(isNew: true, isSlow: true);
        collector.Put(_vector);
        return collector;
    }

    /// <summary>Ticks at one moment until the round beside them is over; the next tick then has its values.</summary>
    private async Task SpinAsync(HardwareCollector collector, TimeSpan uptime)
    {
        collector.Collect(_vector, uptime);
        await collector.Round.WaitAsync(TimeSpan.FromSeconds(30));
        _vector.Begin();
        collector.Collect(_vector, uptime);
    }

    private (string Name, double Value)[] All(string metric) =>
    [
        .. _vector.Series.Select((s, i) => (s.Metric, Name: s.Labels.Single().Value, Value: Math.Round(_vector.Values[i], 3)))
            .Where(s => s.Metric == metric && !double.IsNaN(s.Value)).OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => (s.Name, s.Value)),
    ];

    private void Chip(string folder, string name, string device, params (string File, string Text)[] files)
    {
        File($"class/hwmon/{folder}/name", name);
        Directory.CreateDirectory(In($"devices/{device}"));
        Directory.CreateSymbolicLink(In($"class/hwmon/{folder}/device"), In($"devices/{device}"));
        foreach (var (file, text) in files)
        {
            File($"class/hwmon/{folder}/{file}", text);
        }
    }

    private void File(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        System.IO.File.WriteAllText(In(path), text);
    }

    private string In(string path) => Path.Combine(_sys.FullName, path);
}
