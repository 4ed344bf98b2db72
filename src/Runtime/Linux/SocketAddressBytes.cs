using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>Room for any struct sockaddr that the server meets, and how to read and write one; ip(7), ipv6(7), unix(7).</summary>
[InlineArray(Size)]
internal struct SocketAddressBytes
{
    /// <summary>Size of struct sockaddr_storage.</summary>
    public const int Size = 128;

    private const int UnixPathOffset = 2;
    private const int UnixPathSize = 108;

    private byte first;

    /// <summary>Writes a sockaddr_in or sockaddr_in6 and returns its length.</summary>
    public static uint Write(Span<byte> destination, IPAddress address, ushort port)
    {
        destination.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], port);
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            Unsafe.WriteUnaligned(ref destination[0], (ushort)Libc.AF_INET);
            address.TryWriteBytes(destination[4..], out _);
            return 16;
        }

        Unsafe.WriteUnaligned(ref destination[0], (ushort)Libc.AF_INET6);
        address.TryWriteBytes(destination[8..], out _);
        Unsafe.WriteUnaligned(ref destination[24], (uint)address.ScopeId);
        return 28;
    }

    /// <summary>Writes a sockaddr_un and returns its length. A path that starts with '@' is in the abstract namespace.</summary>
    /// <exception cref="ArgumentException">The path does not fit.</exception>
    public static uint WriteUnix(Span<byte> destination, string path)
    {
        destination.Clear();
        Unsafe.WriteUnaligned(ref destination[0], (ushort)Libc.AF_UNIX);
        int length = Encoding.UTF8.GetByteCount(path);
        if (length >= UnixPathSize)
            throw new ArgumentException($"'{path}' is too long for a Unix socket: {length} bytes, at most {UnixPathSize - 1} (unix(7)).");
        Encoding.UTF8.GetBytes(path, destination[UnixPathOffset..]);
        if (path[0] != '@') return (uint)(UnixPathOffset + length + 1);
        destination[UnixPathOffset] = 0;
        return (uint)(UnixPathOffset + length);
    }

    /// <summary>The path of a sockaddr_un, '@' standing for the abstract namespace; empty for a socket without a name.</summary>
    public static string ReadUnixPath(ReadOnlySpan<byte> source)
    {
        if (source.Length <= UnixPathOffset) return "";
        ReadOnlySpan<byte> path = source[UnixPathOffset..];
        return path[0] == 0 ? "@" + Encoding.UTF8.GetString(path[1..]) : Encoding.UTF8.GetString(path.TrimEnd((byte)0));
    }

    /// <summary>Reads what the kernel wrote.</summary>
    public static PeerAddress Read(ReadOnlySpan<byte> source)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        return Unsafe.ReadUnaligned<ushort>(in source[0]) switch
        {
            Libc.AF_INET => PeerAddress.IPv4(BinaryPrimitives.ReadUInt32BigEndian(source[4..]), port),
            Libc.AF_INET6 => PeerAddress.IPv6(
                BinaryPrimitives.ReadUInt128BigEndian(source[8..]), Unsafe.ReadUnaligned<uint>(in source[24]), port),
            _ => PeerAddress.Unix,
        };
    }
}
