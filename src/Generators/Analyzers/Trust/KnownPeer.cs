using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>An address or network as it is written in code.</summary>
internal sealed record KnownPeer(string Text, bool IsAddress, SyntaxNode Place)
{
    /// <summary>Whether the text stands at its place as a literal, to be written anew there.</summary>
    public bool IsLiteral => Place.IsKind(SyntaxKind.StringLiteralExpression);

    /// <summary>Reads what is added to a list of known proxies or networks; null where only the running app knows.</summary>
    public static KnownPeer? Read(IOperation value, BlockValues values, ForwardedOptionsTypes types) => values.Follow(value) switch
    {
        IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType: var type } } parse when types.IsNetwork(type) || types.IsAddress(type) =>
            TextOf(parse, values) is { } text ? new KnownPeer((string)text.ConstantValue.Value!, types.IsAddress(type), text.Syntax) : null,
        IObjectCreationOperation creation when types.IsNetwork(creation.Type) => ReadNetwork(creation, values, types),
        IFieldReferenceOperation { Field: { Name: var name, ContainingType: var type } } field when types.IsAddress(type) && WellKnown(name) is { } text =>
            new KnownPeer(text, IsAddress: true, field.Syntax),
        _ => null,
    };

    private static KnownPeer? ReadNetwork(IObjectCreationOperation creation, BlockValues values, ForwardedOptionsTypes types) =>
        BlockValues.ArgumentOf(creation.Arguments, 0) is { } prefix
        && Read(prefix, values, types) is { } address
        && BlockValues.ArgumentOf(creation.Arguments, 1)?.ConstantValue is { HasValue: true, Value: int length }
            ? new KnownPeer($"{address.Text}/{length}", IsAddress: false, creation.Syntax)
            : null;

    private static IOperation? TextOf(IInvocationOperation parse, BlockValues values)
    {
        if (BlockValues.ArgumentOf(parse.Arguments, 0) is not { } argument) return null;
        IOperation text = values.Follow(argument);
        return text.ConstantValue is { HasValue: true, Value: string } ? text : null;
    }

    private static string? WellKnown(string field) => field switch
    {
        "Any" => "0.0.0.0",
        "IPv6Any" => "::",
        "Loopback" => "127.0.0.1",
        "IPv6Loopback" => "::1",
        _ => null,
    };
}
