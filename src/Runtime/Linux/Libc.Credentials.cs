using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>
/// Users and groups; credentials(7). glibc's wrappers change every thread of the process, the bare system calls only the
/// calling one.
/// </summary>
internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "getuid")]
    public static partial uint GetUid();

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUid();

    [LibraryImport(Library, EntryPoint = "getegid")]
    public static partial uint GetEffectiveGid();

    [LibraryImport(Library, EntryPoint = "setuid")]
    public static partial int SetUid(uint uid);

    [LibraryImport(Library, EntryPoint = "setgid")]
    public static partial int SetGid(uint gid);

    public static int InitGroups(string user, uint gid) => WithErrno(InitGroupsOf(user, gid));

    /// <summary>Counts in <paramref name="count"/>, and returns -1 without an error if there was too little room.</summary>
    [LibraryImport(Library, EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetGroupList(string user, uint gid, uint* groups, int* count);

    /// <summary>How many there are; with room for none it only counts.</summary>
    [LibraryImport(Library, EntryPoint = "getgroups")]
    public static partial int GetGroups(int count, uint* groups);

    [LibraryImport(Library, EntryPoint = "getresuid")]
    public static partial int GetUids(uint* real, uint* effective, uint* saved);

    [LibraryImport(Library, EntryPoint = "getresgid")]
    public static partial int GetGids(uint* real, uint* effective, uint* saved);

    [LibraryImport(Library, EntryPoint = "initgroups", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int InitGroupsOf(string user, uint gid);

    [LibraryImport(Library, EntryPoint = "setgroups")]
    public static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport(Library, EntryPoint = "umask")]
    public static partial uint Umask(uint mask);

    // These four return the error instead of setting errno; not found is success with a null result.
    [LibraryImport(Library, EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetUserByName(string name, UserRecord* record, byte* buffer, nuint size, UserRecord** result);

    [LibraryImport(Library, EntryPoint = "getpwuid_r")]
    public static partial int GetUserById(uint uid, UserRecord* record, byte* buffer, nuint size, UserRecord** result);

    [LibraryImport(Library, EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetGroupByName(string name, GroupRecord* record, byte* buffer, nuint size, GroupRecord** result);

    /// <summary>struct passwd.</summary>
    public struct UserRecord
    {
        public byte* Name;
        public byte* Password;
        public uint Uid;
        public uint Gid;
        public byte* Comment;
        public byte* Directory;
        public byte* Shell;
    }

    /// <summary>struct group.</summary>
    public struct GroupRecord
    {
        public byte* Name;
        public byte* Password;
        public uint Gid;
        public byte** Members;
    }
}
