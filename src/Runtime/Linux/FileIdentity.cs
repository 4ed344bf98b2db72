namespace Gatehouse.Linux;

/// <summary>Which file a path or a descriptor means: its device and inode, so that two names of one file compare equal.</summary>
internal readonly record struct FileIdentity(ulong Inode, uint DeviceMajor, uint DeviceMinor)
{
    /// <summary>Follows symbolic links. Null when there is no such file or it cannot be reached.</summary>
    public static FileIdentity? Of(string path) => Read(Libc.AT_FDCWD, path, 0);

    public static FileIdentity? Of(int fd) => Read(fd, "", Libc.AT_EMPTY_PATH);

    private static unsafe FileIdentity? Read(int directory, string path, int flags)
    {
        // struct statx is the same on every architecture: stx_ino at 32, stx_dev_major at 136, stx_dev_minor at 140; 256 bytes.
        byte* result = stackalloc byte[256];
        return Libc.StatX(directory, path, flags, Libc.STATX_INO, result) < 0
            ? null
            : new FileIdentity(*(ulong*)(result + 32), *(uint*)(result + 136), *(uint*)(result + 140));
    }
}
