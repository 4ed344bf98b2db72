using System.Text;
using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The ways in which code reads a request header by its name in ASP.NET Core.</summary>
internal sealed class AspNetHeaders
{
    private const string DefaultsSuffix = "HeaderName";

    private readonly INamedTypeSymbol headerDictionary;
    private readonly INamedTypeSymbol? response;
    private readonly INamedTypeSymbol? fromHeader;
    private readonly INamedTypeSymbol? defaults;

    private AspNetHeaders(Compilation compilation, INamedTypeSymbol headerDictionary)
    {
        this.headerDictionary = headerDictionary;
        response = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpResponse");
        fromHeader = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Mvc.FromHeaderAttribute");
        defaults = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.HttpOverrides.ForwardedHeadersDefaults");
    }

    /// <summary>Null where the compilation does not know ASP.NET Core.</summary>
    public static AspNetHeaders? From(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.IHeaderDictionary") is { } type
            ? new AspNetHeaders(compilation, type)
            : null;

    /// <summary>The header that an operation reads; null where it reads none. Writing, removing and asking for presence are no reads.</summary>
    public string? ReadOf(IOperation operation)
    {
        switch (operation)
        {
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } reference
                when IsHeaders(reference.Instance) && !IsWritten(reference):
                return KeyOf(reference.Arguments[0].Value);
            case IInvocationOperation { TargetMethod.Name: "TryGetValue", Arguments.Length: 2 } call when IsHeaders(call.Instance):
                return KeyOf(call.Arguments[0].Value);
            case IInvocationOperation { TargetMethod: { Name: "GetCommaSeparatedValues", IsExtensionMethod: true }, Arguments.Length: 2 } call
                when IsHeaders(call.Arguments[0].Value):
                return KeyOf(call.Arguments[1].Value);
            default:
                return null;
        }
    }

    /// <summary>The header that an attribute binds a parameter to.</summary>
    public string? HeaderOf(AttributeData attribute) =>
        KnownTypes.Is(attribute.AttributeClass, fromHeader)
            ? attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string
            : null;

    private bool IsHeaders(IOperation? instance)
    {
        while (instance is IConversionOperation conversion) instance = conversion.Operand;
        if (instance?.Type is not { } type) return false;

        // What stands in a response was put there by this very server.
        if (instance is IPropertyReferenceOperation { Property.ContainingType: var owner } && KnownTypes.Is(owner, response)) return false;
        return KnownTypes.Is(type, headerDictionary) || type.AllInterfaces.Any(contract => KnownTypes.Is(contract, headerDictionary));
    }

    private static bool IsWritten(IOperation reference) =>
        reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;

    private string? KeyOf(IOperation key) => key switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IPropertyReferenceOperation { Property: var property } when KnownTypes.Is(property.ContainingType, defaults) => FromDefaults(property.Name),
        _ => null,
    };

    /// <summary>XForwardedForHeaderName is "X-Forwarded-For", unless somebody set it, which nobody does.</summary>
    private static string? FromDefaults(string property)
    {
        if (!property.EndsWith(DefaultsSuffix, StringComparison.Ordinal)) return null;
        var header = new StringBuilder();
        foreach (char c in property.Substring(0, property.Length - DefaultsSuffix.Length))
        {
            if (char.IsUpper(c) && header.Length > 0) header.Append('-');
            header.Append(c);
        }

        return header.ToString();
    }
}
