using System.Buffers.Binary;
using System.Net;

namespace Gatehouse.Linux;

/// <summary>The family of a socket address, as far as the server cares.</summary>
internal enum AddressFamily : byte
{
    None,
    Unix,
    IPv4,
    IPv6,
}

/// <summary>
/// An IP address and port, or "a Unix socket", as a value: no allocation for a peer or a forwarded address. IPv4-mapped
/// IPv6 addresses (RFC 4291 section 2.5.5.2) are always held as IPv4, so that two spellings of one peer compare equal.
/// </summary>
internal readonly partial struct PeerAddress : IEquatable<PeerAddress>
{
    private readonly UInt128 bits;
    private readonly uint scope;

    private PeerAddress(AddressFamily family, UInt128 bits, uint scope, ushort port)
    {
        Family = family;
        this.bits = bits;
        this.scope = scope;
        Port = port;
    }

    public static PeerAddress Unix => new(AddressFamily.Unix, 0, 0, 0);

    public AddressFamily Family { get; }

    public ushort Port { get; }

    /// <summary>The address as a number: 32 bits wide for IPv4, 128 for IPv6.</summary>
    public UInt128 Bits => bits;

    public bool IsIP => Family is AddressFamily.IPv4 or AddressFamily.IPv6;

    public static PeerAddress IPv4(uint address, ushort port) => new(AddressFamily.IPv4, address, 0, port);

    public static PeerAddress IPv6(UInt128 address, uint scope, ushort port) =>
        address >> 32 == 0xffff
            ? IPv4((uint)address, port)
            : new PeerAddress(AddressFamily.IPv6, address, scope, port);

    public static PeerAddress From(IPAddress address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return written == 4
            ? IPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), port)
            : IPv6(BinaryPrimitives.ReadUInt128BigEndian(bytes), (uint)address.ScopeId, port);
    }

    public IPAddress? ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (Family)
        {
            case AddressFamily.IPv4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)bits);
                return new IPAddress(bytes[..4]);
            case AddressFamily.IPv6:
                BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
                return new IPAddress(bytes, scope);
            default:
                return null;
        }
    }

    /// <summary>The address without its port, as logs print it; "unix:" for a Unix peer.</summary>
    public override string ToString() => ToIPAddress()?.ToString() ?? (Family == AddressFamily.Unix ? "unix:" : "-");

    public bool Equals(PeerAddress other) =>
        Family == other.Family && bits == other.bits && scope == other.scope && Port == other.Port;

    public override bool Equals(object? obj) => obj is PeerAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Family, bits, scope, Port);
}
