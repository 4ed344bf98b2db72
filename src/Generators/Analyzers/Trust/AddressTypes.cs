using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What is an address of the network, in types and in text.</summary>
internal static class AddressTypes
{
    public static bool IsAddress(ITypeSymbol? type) =>
        type is { Name: "IPAddress", ContainingNamespace: { Name: "Net", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    public static bool IsNetwork(ITypeSymbol? type) => type?.Name is "IPNetwork" or "IPNetwork2" or "IPAddressRange";

    /// <summary>Whether a constant looks like an address, a network or the beginning of one.</summary>
    public static bool IsAddressText(IOperation? operation) =>
        ValueFlow.Unconverted(operation)?.ConstantValue is { HasValue: true, Value: string text } && IsAddressText(text);

    public static bool IsLoopbackText(IOperation? operation) =>
        ValueFlow.Unconverted(operation)?.ConstantValue is { HasValue: true, Value: "127.0.0.1" or "::1" or "localhost" or "::ffff:127.0.0.1" };

    /// <summary>Whether an operation is IPAddress.Loopback or one of its kin.</summary>
    public static bool IsLoopback(IOperation? operation) =>
        ValueFlow.Unconverted(operation) is IFieldReferenceOperation { Field: { Name: "Loopback" or "IPv6Loopback", ContainingType: var type } } && IsAddress(type);

    private static bool IsAddressText(string text)
    {
        if (text == "localhost") return true;
        bool isSeparated = false;
        bool hasDigit = false;
        bool hasColon = false;
        bool hasLetter = false;
        foreach (char c in text)
        {
            if (c is >= '0' and <= '9') hasDigit = true;
            else if (c is '.' or ':') isSeparated = true;
            else if (c is (>= 'a' and <= 'f') or (>= 'A' and <= 'F')) hasLetter = true;
            else if (c != '/') return false;
            hasColon |= c == ':';
        }

        return isSeparated && (hasColon ? hasDigit || hasLetter : hasDigit && !hasLetter);
    }
}
