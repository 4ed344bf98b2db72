using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>What holds for every PROXY header, over random ones. FsCheck prints the seed of a failure.</summary>
public sealed class ProxyHeaderProperties
{
    private static readonly Gen<byte> AnyByte = Gen.Choose(0, 255).Select(n => (byte)n);

    private static readonly Gen<IPAddress> IPv4 = AnyByte.ArrayOf(4).Select(b => new IPAddress(b));

    // Zeros in it, so that addresses are written in short too.
    private static readonly Gen<IPAddress> IPv6 = Gen.Elements<byte>(0, 0, 0, 1, 0xff, 0xab).ArrayOf(16).Select(b => new IPAddress(b));

    private static readonly Gen<(IPEndPoint Source, IPEndPoint Destination)> Ends =
        from isIPv4 in Gen.Elements(true, false)
        from source in isIPv4 ? IPv4 : IPv6
        from destination in isIPv4 ? IPv4 : IPv6
        from sourcePort in Gen.Choose(0, 65535)
        from destinationPort in Gen.Choose(0, 65535)
        select (new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort));

    // Types without a meaning to the parser.
    private static readonly Gen<byte[]> Field =
        from type in Gen.Elements(0x01, 0x02, 0x04, 0x05, 0x30, 0xe0, 0xff)
        from length in Gen.Choose(0, 40)
        from value in AnyByte.ArrayOf(length)
        select ProxyHeaderBytes.Field(type, value);

    private static readonly Gen<byte[]> Header =
        from ends in Ends
        from fields in Field.ListOf()
        from kind in Gen.Choose(0, 4)
        select kind switch
        {
            0 => ProxyHeaderBytes.Line(ends.Source, ends.Destination),
            1 => "PROXY UNKNOWN\r\n"u8.ToArray(),
            2 => ProxyHeaderBytes.Binary(0x20, 0, []),
            3 => ProxyHeaderBytes.Sealed(ProxyHeaderBytes.Binary(
                ends.Source, ends.Destination, [.. fields.Take(8), ProxyHeaderBytes.Tls(1, 0), ProxyHeaderBytes.NoChecksum])),
            _ => ProxyHeaderBytes.Binary(ends.Source, ends.Destination, [.. fields.Take(8)]),
        };

    [Fact]
    public void What_a_proxy_writes_is_read_again() => Check(
        Ends.Zip(Field.ListOf()),
        static input =>
        {
            (IPEndPoint source, IPEndPoint destination) = input.Item1;
            byte[] fields = [.. input.Item2.Take(20).SelectMany(f => f)];
            byte[] binary = ProxyHeaderBytes.Binary(source, destination, fields);
            ProxyHeader read = ProxyHeaderReadings.Whole(binary);
            Same(source, read.Source);
            Same(destination, read.Destination);
            Assert.Equal(fields, binary[read.FieldsStart..(read.FieldsStart + read.FieldsLength)]);
            ProxyHeader line = ProxyHeaderReadings.Whole(ProxyHeaderBytes.Line(source, destination));
            Same(source, line.Source);
            Same(destination, line.Destination);
        });

    [Fact]
    public void Damage_never_throws_and_is_judged_alike_in_every_cut() => Check(
        Header.Zip(Gen.Choose(0, 1 << 20).Zip(AnyByte).ListOf()),
        static input =>
        {
            byte[] bytes = [.. input.Item1];
            foreach ((int position, byte value) in input.Item2.Take(4)) bytes[position % bytes.Length] = value;
            ProxyHeaderReading reading = ProxyHeaderReadings.Of(bytes);
            if (reading.Status != ProxyHeaderStatus.Done) return;
            Assert.InRange(reading.Length, 1, bytes.Length);
            Assert.InRange(reading.Header.FieldsStart + reading.Header.FieldsLength, 0, reading.Length);
        });

    [Fact]
    public void Noise_never_throws() => Check(
        AnyByte.ListOf().Zip(Gen.Choose(0, 2)),
        static input => _ = ProxyHeaderReadings.Of(
        [
            .. input.Item2 switch { 0 => [], 1 => "PROXY "u8.ToArray(), _ => [.. ProxyHeaderBytes.Signature, 0x21, 0x11, 0] },
            .. input.Item1,
        ]));

    private static void Same(IPEndPoint written, PeerAddress read) => Assert.Equal(PeerAddress.From(written.Address, (ushort)written.Port), read);

    private static void Check<T>(Gen<T> inputs, Action<T> property) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true), Prop.ForAll(inputs.ToArbitrary(), property));
}
