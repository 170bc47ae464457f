using Monitor.Agent.Collectors.Linux;

namespace Monitor.Tests.Agent.Collectors;

public sealed class MountTableTests
{
    [Fact]
    public void Only_real_file_systems_remain()
    {
        var mounts = MountTable.Parse("""
            21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            22 21 0:5 / /proc rw - proc proc rw
            23 21 0:6 / /sys rw shared:2 - sysfs sysfs rw
            24 21 0:7 / /dev rw - devtmpfs devtmpfs rw
            25 24 0:8 / /dev/shm rw - tmpfs tmpfs rw
            26 21 0:9 / /run rw - tmpfs tmpfs rw
            27 21 0:10 / /tmp rw - tmpfs tmpfs rw
            28 21 0:11 / /mnt/env ro - tmpfs tool ro
            29 21 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
            30 21 0:12 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
            31 21 0:13 / /mnt/share rw - nfs4 server:/share rw
            """u8);
        Assert.Equal(["/", "/mnt/share", "/tmp"], mounts.Select(m => m.Path));
    }

    [Fact]
    public void What_belongs_to_one_container_is_left_out_and_the_disk_that_holds_them_all_is_not()
    {
        var mounts = MountTable.Parse("""
            21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            22 21 254:1 / /var/lib/docker rw - xfs /dev/vdb rw
            23 22 254:2 / /var/lib/docker/volumes/x/_data rw - ext4 /dev/vdc rw
            24 21 0:51 / /var/lib/kubelet/pods/0b4c7f1e/volumes/kubernetes.io~secret/token rw - tmpfs tmpfs rw
            25 21 0:52 / /var/lib/containers/storage/overlay-containers/1f/userdata/shm rw - tmpfs shm rw
            26 21 254:3 / /var/lib/kubeletter rw - ext4 /dev/vdd rw
            """u8);
        Assert.Equal(["/", "/var/lib/docker", "/var/lib/kubeletter"], mounts.Select(m => m.Path));
    }

    [Fact]
    public void A_device_in_several_places_counts_once_under_its_shortest_path()
    {
        var mounts = MountTable.Parse("""
            31 21 254:1 /sub /var/lib/bind/inside rw - ext4 /dev/vdb rw
            30 21 254:1 / /data rw - ext4 /dev/vdb rw
            32 21 254:1 /x /var/lib/other rw - ext4 /dev/vdb rw
            """u8);
        Assert.Equal(["/data"], mounts.Select(m => m.Path));
    }

    [Fact]
    public void What_is_mounted_over_hides_what_lies_below()
    {
        var mounts = MountTable.Parse("""
            30 21 254:1 / /data rw - ext4 /dev/vdb rw
            31 30 254:2 / /data rw - xfs /dev/vdc rw
            """u8);
        Assert.Equal("254:2", Assert.Single(mounts).Device);
        Assert.Empty(MountTable.Parse("30 21 254:1 / /data rw - ext4 /dev/vdb rw\n31 30 0:9 / /data rw - proc proc rw\n"u8));
    }

    [Fact]
    public void Octal_escapes_of_the_kernel_become_the_path_again()
    {
        var mounts = MountTable.Parse(@"30 21 254:1 / /mnt/my\040disk\134a rw master:1 propagate_from:2 - ext4 /dev/vdb rw"u8);
        Assert.Equal(@"/mnt/my disk\a", Assert.Single(mounts).Path);
    }

    [Fact]
    public void A_container_root_counts_and_a_broken_line_does_not()
    {
        var mounts = MountTable.Parse("30 21 0:50 / / rw - overlay overlay rw\ngarbage\n40 30 254:1 / /x rw ext4\n"u8);
        Assert.Equal(["/"], mounts.Select(m => m.Path));
    }
}
