using System.Runtime.InteropServices;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>A null-terminated array of null-terminated strings in unmanaged memory, as execve(2) takes it.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int count;

    public NativeStrings(IReadOnlyList<byte[]> strings)
    {
        count = strings.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < count; i++)
        {
            byte[] text = strings[i];
            Pointer[i] = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
            text.CopyTo(new Span<byte>(Pointer[i], text.Length));
            Pointer[i][text.Length] = 0;
        }
    }

    public NativeStrings(IEnumerable<string> strings)
        : this([.. strings.Select(Encoding.UTF8.GetBytes)])
    {
    }

    public NativeStrings(params ReadOnlySpan<string> strings)
        : this(strings.ToArray().AsEnumerable())
    {
    }

    public byte** Pointer { get; private set; }

    public byte* this[int index] => Pointer[index];

    public void Dispose()
    {
        if (Pointer is null) return;
        for (int i = 0; i < count; i++) NativeMemory.Free(Pointer[i]);
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
