using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse;

/// <summary>
/// The bytes of an uploaded file: in memory at first, then, once there are more than a threshold, in a temporary file. Disk is read
/// and written on the thread pool, so that a slow one holds no other request back.
/// </summary>
internal sealed class FileContent(string? directory) : IDisposable
{
    private byte[] memory = [];
    private SafeFileHandle? file;
    private bool isDisposed;

    public long Length { get; private set; }

    public bool IsInMemory => file is null;

    /// <summary>Appends bytes.</summary>
    /// <param name="data">The bytes, copied.</param>
    /// <param name="threshold">Bytes up to which the content stays in memory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> data, long threshold, CancellationToken cancellationToken)
    {
        if (file is null && Length + data.Length <= threshold)
        {
            int used = (int)Length;
            if (memory.Length - used < data.Length) Array.Resize(ref memory, Math.Max(memory.Length * 2, used + data.Length));
            data.CopyTo(memory.AsMemory(used));
        }
        else
        {
            if (file is null)
            {
                file = TemporaryFile.Create(directory ?? Path.GetTempPath());
                await RandomAccess.WriteAsync(file, memory.AsMemory(0, (int)Length), 0, cancellationToken);
                memory = [];
            }

            await RandomAccess.WriteAsync(file, data, Length, cancellationToken);
        }

        Length += data.Length;
    }

    public int Read(Span<byte> destination, long offset)
    {
        ObjectDisposedException.ThrowIf(isDisposed, typeof(FormFile));
        if (offset >= Length) return 0;
        return file is null ? Copy(destination, (int)offset) : RandomAccess.Read(file, destination, offset);
    }

    public ValueTask<int> ReadAsync(Memory<byte> destination, long offset, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(isDisposed, typeof(FormFile));
        if (offset >= Length) return new(0);
        return file is null ? new(Copy(destination.Span, (int)offset)) : RandomAccess.ReadAsync(file, destination, offset, cancellationToken);
    }

    public void Dispose()
    {
        isDisposed = true;
        memory = [];
        file?.Dispose();
    }

    private int Copy(Span<byte> destination, int offset)
    {
        int count = (int)Math.Min(destination.Length, Length - offset);
        memory.AsSpan(offset, count).CopyTo(destination);
        return count;
    }
}
