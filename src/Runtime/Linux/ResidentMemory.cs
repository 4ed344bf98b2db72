using System.Buffers.Text;

namespace Gatehouse.Linux;

/// <summary>How much of a process is in memory; proc_pid_statm(5).</summary>
internal static unsafe class ResidentMemory
{
    // Seven numbers.
    private const int LargestText = 256;

    /// <summary>The resident set in bytes; 0 when the process is gone. /proc is memory of the kernel: no disk is waited for.</summary>
    public static long OfProcess(int pid)
    {
        int fd = Libc.Open($"/proc/{pid}/statm", Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        if (fd < 0) return 0;
        byte* text = stackalloc byte[LargestText];
        nint length = Libc.Read(fd, text, LargestText);
        Libc.Close(fd);
        var rest = new ReadOnlySpan<byte>(text, (int)Math.Max(length, 0));
        int space = rest.IndexOf((byte)' ');
        return space > 0 && Utf8Parser.TryParse(rest[(space + 1)..], out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }
}
