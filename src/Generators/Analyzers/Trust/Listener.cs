using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>An address that an ASP.NET Core app listens on, as it is written in code.</summary>
internal sealed record Listener(Location Place, ListenerKind Kind, IOperation? SocketPath)
{
    private const string UnixScheme = "http://unix:";
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
                    if (url.ConstantValue is { HasValue: true, Value: string text } && KindOf(text) is { } kind) yield return new Listener(url.Syntax.GetLocation(), kind, null);
                }

                break;
        }
    }

    /// <summary>The values of a params array, or the one value.</summary>
    private static IEnumerable<IOperation> Elements(IOperation value) =>
        value is IArrayCreationOperation { Initializer.ElementValues: var elements } ? elements : ImmutableArray.Create(value);

    private static ListenerKind? KindOf(string url)
    {
        if (url.StartsWith(UnixScheme, StringComparison.OrdinalIgnoreCase)) return ListenerKind.Unix;
        int start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return null;
        string rest = url.Substring(start + 3);
        return PublicHosts.Any(host => rest == host || rest.StartsWith(host + ":", StringComparison.Ordinal) || rest.StartsWith(host + "/", StringComparison.Ordinal))
            ? ListenerKind.Public
            : null;
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
