using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>An address that an ASP.NET Core app listens on, as it is written in code.</summary>
internal sealed record Listener(Location Place, ListenerKind Kind, IOperation? SocketPath)
{
    private const string UnixScheme = "http://unix:";

    // Of no host, and of no port.
    private const string Unknown = "{}";

    private static readonly string[] PublicHosts = ["*", "+", "0.0.0.0", "[::]"];

    /// <summary>Whether a call may say where to listen.</summary>
    public static bool IsSaidBy(IInvocationOperation call) => call.TargetMethod switch
    {
        { Name: "ListenUnixSocket" or "ListenAnyIP" or "Listen", ContainingType.Name: "KestrelServerOptions" } => true,
        { Name: "UseUrls" } => true,
        { Name: "Run" or "RunAsync", ContainingType.Name: "WebApplication" } => true,
        { Name: "Add" } => IsUrls(call.Instance),
        _ => false,
    };

    public static IEnumerable<Listener> Of(IInvocationOperation call, BlockValues values, ForwardedOptionsTypes types)
    {
        if (!IsSaidBy(call)) yield break;
        switch (call.TargetMethod.Name)
        {
            case "ListenUnixSocket" when BlockValues.ArgumentOf(call.Arguments, 0) is { } path:
                yield return new Listener(path.Syntax.GetLocation(), ListenerKind.Unix, path);
                break;
            case "ListenAnyIP":
                yield return new Listener(Places.NameOf(call), ListenerKind.Public, null);
                break;
            case "Listen" when BlockValues.ArgumentOf(call.Arguments, 0) is { } address:
                if (KnownPeer.Read(address, values, types) is { Text: "0.0.0.0" or "::" }) yield return new Listener(address.Syntax.GetLocation(), ListenerKind.Public, null);
                break;
            case "UseUrls" or "Run" or "RunAsync" or "Add":
                foreach (IOperation url in call.Arguments.SelectMany(argument => Elements(argument.Value)))
                {
                    if (TextOf(values.Follow(url)) is not { } text) continue;

                    // There can be several in one text.
                    foreach (ListenerKind? kind in text.Split(';').Select(KindOf).Distinct())
                    {
                        if (kind is { } known) yield return new Listener(url.Syntax.GetLocation(), known, null);
                    }
                }

                break;
        }
    }

    /// <summary>URLs as they are written in one text, with semicolons between them, but on which only the machine's own programs can connect.</summary>
    public static string OnLoopback(string urls) => string.Join(";", urls.Split(';').Select(url =>
    {
        if (PublicHostOf(url) is not { } found) return url;
        string rest = url.Substring(found.Start + found.Host.Length);

        // Kestrel does not have the system choose a port for localhost, which is two addresses.
        string host = rest == ":0" || rest.StartsWith(":0/", StringComparison.Ordinal) ? "127.0.0.1" : "localhost";
        return url.Substring(0, found.Start) + host + rest;
    }));

    /// <summary>A text, with a placeholder for each part that the running app alone knows; null for what is no text with known parts.</summary>
    private static string? TextOf(IOperation value)
    {
        if (PartOf(value) is { } whole) return whole;
        string text = "";
        for (; value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum; value = BlockValues.Unconverted(sum.LeftOperand))
            text = (PartOf(BlockValues.Unconverted(sum.RightOperand)) ?? Unknown) + text;
        return text.Length == 0 ? null : (PartOf(value) ?? Unknown) + text;
    }

    private static string? PartOf(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IInterpolatedStringOperation { Parts: var parts } => string.Concat(parts.Select(part =>
            part is IInterpolatedStringTextOperation { Text.ConstantValue.Value: string text } ? text : Unknown)),
        _ => null,
    };

    /// <summary>The values of a params array, or the one value.</summary>
    private static IEnumerable<IOperation> Elements(IOperation value) =>
        value is IArrayCreationOperation { Initializer.ElementValues: var elements } ? elements : ImmutableArray.Create(value);

    private static ListenerKind? KindOf(string url)
    {
        if (url.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase)) return ListenerKind.Unix;
        return PublicHostOf(url) is null ? null : ListenerKind.Public;
    }

    /// <summary>The host of a URL that stands for all addresses, and where it begins; null for another host.</summary>
    private static (int Start, string Host)? PublicHostOf(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3) return null;
        string rest = url.Substring(start);
        string? host = PublicHosts.FirstOrDefault(host =>
            rest == host || rest.StartsWith(host + ":", StringComparison.Ordinal) || rest.StartsWith(host + "/", StringComparison.Ordinal));
        return host is null ? null : (start, host);
    }

    private static bool IsUrls(IOperation? list) => list is IPropertyReferenceOperation { Property: { Name: "Urls", ContainingType.Name: "WebApplication" } };
}

/// <summary>Who can connect to a listener.</summary>
internal enum ListenerKind
{
    /// <summary>Whoever the permissions of a socket in the file system let in.</summary>
    Unix,

    /// <summary>Everyone who can reach the machine.</summary>
    Public,
}
