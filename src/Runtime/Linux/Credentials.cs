using System.Globalization;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>The user and group that a process is to run as. Looked up while the files that name them can be read, assumed later.</summary>
internal sealed unsafe class Credentials
{
    private const int LargestRecord = 1 << 20;

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
        if (user is not null)
        {
            uint? number = Number(user);
            if (FindUser(user, number) is { } found) (uid, userGroup, name) = found;
            else uid = number ?? throw new ArgumentException($"There is no user '{user}'.");
        }

        uint gid = group is not null
            ? Number(group) ?? FindGroup(group) ?? throw new ArgumentException($"There is no group '{group}'.")
            : user is null ? Libc.GetEffectiveGid()
            : userGroup ?? throw new ArgumentException($"User {uid} has no entry that names its group: say the group too.");
        return new Credentials(uid, gid, name);
    }

    /// <summary>
    /// Becomes this user and group, with the user's supplementary groups, for good: it is tried whether root can be had back.
    /// Nothing happens when that is who the process is already.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The process may not, or would not have got rid of root.</exception>
    public void Assume()
    {
        if (Uid == Libc.GetEffectiveUid() && Uid == Libc.GetUid() && Gid == Libc.GetEffectiveGid()) return;

        // The user last: after it the others are no longer allowed. glibc's functions change every thread of the process.
        uint gid = Gid;
        Demand(Libc.SetGid(gid), "setgid");
        Demand(userName is null ? Libc.SetGroups(1, &gid) : Libc.InitGroups(userName, gid), "setting the supplementary groups");
        Demand(Libc.SetUid(Uid), "setuid");
        if (Uid != 0 && Libc.SetUid(0) == 0)
            throw new UnauthorizedAccessException($"Cannot run as user {Uid}: root could be had back, so it was not given up.");
    }

    /// <summary>Sets the file mode creation mask.</summary>
    /// <returns>The mask before.</returns>
    public static int SetUmask(int mask) => (int)Libc.Umask((uint)mask);

    private void Demand(int result, string call)
    {
        if (result < 0)
            throw new UnauthorizedAccessException($"Cannot run as user {Uid} and group {Gid}: {call}: {Errno.Message(Errno.Last)}");
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
