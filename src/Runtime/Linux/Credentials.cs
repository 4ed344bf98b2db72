using System.Globalization;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>The user and group that a process is to run as. Looked up while the files that name them can be read, assumed later.</summary>
internal sealed unsafe class Credentials
{
    private const int LargestRecord = 1 << 20;

    /// <summary>NGROUPS_MAX of Linux; limits.h.</summary>
    private const int LargestGroupList = 65536;

    private readonly string? userName;

    private Credentials(uint uid, uint gid, string? userName)
    {
        Uid = uid;
        Gid = gid;
        this.userName = userName;
    }

    public uint Uid { get; }

    public uint Gid { get; }

    /// <summary>Looks up a user and a group, each by name or number.</summary>
    /// <param name="user">Null: the present one.</param>
    /// <param name="group">Null: the user's own, or the present one without a user.</param>
    /// <exception cref="ArgumentException">There is no such user or group.</exception>
    public static Credentials Resolve(string? user, string? group)
    {
        uint uid = Libc.GetEffectiveUid();
        uint? userGroup = null;
        string? name = null;
        if (user is null)
        {
            name = FindUser("", uid)?.Name;
        }
        else
        {
            uint? number = Number(user);
            if (FindUser(user, number) is { } found) (uid, userGroup, name) = found;
            else uid = number ?? throw new ArgumentException($"there is no user '{user}'");
        }

        uint gid = group is not null
            ? Number(group) ?? FindGroup(group) ?? throw new ArgumentException($"there is no group '{group}'")
            : user is null ? Libc.GetEffectiveGid()
            : userGroup ?? throw new ArgumentException($"user {uid} has no entry that names its group: say the group too");
        return new Credentials(uid, gid, name);
    }

    /// <summary>Why this process cannot become this user and group; null when it can, or is that already. Nothing is changed.</summary>
    public string? Obstacle()
    {
        if (IsIdentity() && ForeignGroups() is []) return null;
        if (Capabilities.Has(Capabilities.SetUid) && Capabilities.Has(Capabilities.SetGid)) return null;
        return IsIdentity()
            ? ForeignGroupsText(ForeignGroups()) + ", and only root (CAP_SETGID) may give them up"
            : $"only root (CAP_SETUID and CAP_SETGID) may become another user, and this process runs as user {Libc.GetEffectiveUid()}";
    }

    /// <summary>
    /// Becomes this user and group, with the user's supplementary groups and no others, for good. Afterwards the kernel is asked
    /// whether that is so: the real, the effective and the saved ids, the groups, and whether root could be had back.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The process may not, or would have kept something of who it was.</exception>
    public void Assume()
    {
        if (!IsIdentity() || ForeignGroups() is not [])
        {
            if (Obstacle() is { } obstacle) throw Refused(obstacle);

            // The user last: after it the others are no longer allowed. glibc's functions change every thread of the process.
            uint gid = Gid;
            Demand(Libc.SetGid(gid), "setgid");
            Demand(userName is null ? Libc.SetGroups(1, &gid) : Libc.InitGroups(userName, gid), "setting the supplementary groups");
            Demand(Libc.SetUid(Uid), "setuid");
        }

        if (!IsIdentity()) throw Refused("the kernel has kept another user or group");
        if (ForeignGroups() is { Count: > 0 } foreign) throw Refused(ForeignGroupsText(foreign));
        if (Uid != 0 && Libc.SetUid(0) == 0) throw Refused("root could be had back, so it was not given up");
    }

    /// <summary>Sets the file mode creation mask.</summary>
    /// <returns>The mask before.</returns>
    public static int SetUmask(int mask) => (int)Libc.Umask((uint)mask);

    private static string ForeignGroupsText(IReadOnlyList<uint> groups) =>
        $"the process has supplementary groups that are not the user's: {string.Join(", ", groups)}";

    private UnauthorizedAccessException Refused(string reason) => new($"Cannot run as user {Uid} and group {Gid}: {reason}");

    private bool IsIdentity()
    {
        uint real, effective, saved;
        Demand(Libc.GetUids(&real, &effective, &saved), "getresuid");
        if (real != Uid || effective != Uid || saved != Uid) return false;
        Demand(Libc.GetGids(&real, &effective, &saved), "getresgid");
        return real == Gid && effective == Gid && saved == Gid;
    }

    /// <summary>The supplementary groups of the process that this user does not have.</summary>
    private List<uint> ForeignGroups()
    {
        int count = Libc.GetGroups(0, null);
        Demand(count, "getgroups");
        var groups = new uint[count];
        fixed (uint* space = groups) Demand(Libc.GetGroups(count, space), "getgroups");
        return [.. groups.Except(UserGroups())];
    }

    private uint[] UserGroups()
    {
        if (userName is null) return [Gid];
        for (int size = 32; ; size *= 4)
        {
            var groups = new uint[size];
            int count = size;
            fixed (uint* space = groups)
            {
                if (Libc.GetGroupList(userName, Gid, space, &count) >= 0) return groups[..count];
                if (size > LargestGroupList) throw Refused("its groups cannot be listed");
            }
        }
    }

    private void Demand(int result, string call)
    {
        if (result < 0) throw Refused($"{call}: {Errno.Message(Errno.Last)}");
    }

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;

    private static (uint Uid, uint? Gid, string? Name)? FindUser(string user, uint? number)
    {
        for (int size = 1024; ; size *= 4)
        {
            var buffer = new byte[size];
            Libc.UserRecord record;
            Libc.UserRecord* result;
            fixed (byte* space = buffer)
            {
                int error = number is { } uid
                    ? Libc.GetUserById(uid, &record, space, (nuint)size, &result)
                    : Libc.GetUserByName(user, &record, space, (nuint)size, &result);
                if (error == Errno.ERANGE && size < LargestRecord) continue;
                return result is null ? null : (record.Uid, record.Gid, Text(record.Name));
            }
        }
    }

    private static uint? FindGroup(string group)
    {
        for (int size = 1024; ; size *= 4)
        {
            var buffer = new byte[size];
            Libc.GroupRecord record;
            Libc.GroupRecord* result;
            fixed (byte* space = buffer)
            {
                int error = Libc.GetGroupByName(group, &record, space, (nuint)size, &result);
                if (error == Errno.ERANGE && size < LargestRecord) continue;
                return result is null ? null : record.Gid;
            }
        }
    }

    private static string Text(byte* text) =>
        Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
