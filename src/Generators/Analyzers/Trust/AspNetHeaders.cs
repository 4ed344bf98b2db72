using System.Text;
using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The ways in which code reads a request header by its name in ASP.NET Core, and in gRPC on top of it.</summary>
internal sealed class AspNetHeaders
{
    private const string DefaultsSuffix = "HeaderName";
    private const string VariablePrefix = "HTTP_";

    private readonly INamedTypeSymbol headerDictionary;
    private readonly INamedTypeSymbol? response;
    private readonly INamedTypeSymbol? fromHeader;
    private readonly INamedTypeSymbol? defaults;
    private readonly INamedTypeSymbol? typedHeaders;
    private readonly INamedTypeSymbol? serverVariables;
    private readonly INamedTypeSymbol? grpcMetadata;

    private AspNetHeaders(Compilation compilation, INamedTypeSymbol headerDictionary)
    {
        this.headerDictionary = headerDictionary;
        response = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.HttpResponse");
        fromHeader = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Mvc.FromHeaderAttribute");
        defaults = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.HttpOverrides.ForwardedHeadersDefaults");
        typedHeaders = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.Headers.RequestHeaders");
        serverVariables = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.Features.IServerVariablesFeature");
        grpcMetadata = compilation.GetTypeByMetadataName("Grpc.Core.Metadata");
    }

    /// <summary>Null where the compilation does not know ASP.NET Core.</summary>
    public static AspNetHeaders? From(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Http.IHeaderDictionary") is { } type
            ? new AspNetHeaders(compilation, type)
            : null;

    /// <summary>The read that an operation is; null where it is none. Writing, removing and asking for presence are no reads.</summary>
    public HeaderRead? ReadOf(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } indexer => ReadOf(indexer),
        IInvocationOperation call => ReadOf(call),
        _ => null,
    };

    /// <summary>The header that a parameter or a property is bound to.</summary>
    public string? HeaderOf(AttributeData attribute, ISymbol target) =>
        KnownTypes.Is(attribute.AttributeClass, fromHeader)
            ? attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string ?? target.Name
            : null;

    private HeaderRead? ReadOf(IPropertyReferenceOperation indexer)
    {
        IOperation key = indexer.Arguments[0].Value;
        if (key.Type?.SpecialType != SpecialType.System_String || IsWritten(indexer)) return null;
        if (KnownTypes.Is(indexer.Property.ContainingType, serverVariables)) return Read(FromVariable(key), indexer);
        return IsHeaders(indexer.Instance) ? Read(key, indexer) : null;
    }

    private HeaderRead? ReadOf(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        switch (method.Name)
        {
            case "TryGetValue" when call.Arguments.Length == 2 && IsHeaders(call.Instance):
                return Read(call.Arguments[0].Value, call, ValueFlow.VariableOf(call.Arguments[1].Value));
            case "GetCommaSeparatedValues" or "GetValueOrDefault" when call.Arguments.Length >= 2 && IsHeaders(ReceiverOf(call)):
                return Read(call.Arguments[1].Value, call);
            case "GetServerVariable" when call.Arguments.Length == 2:
                return Read(FromVariable(call.Arguments[1].Value), call);
            case "Get" or "GetList" when call.Arguments.Length == 1 && KnownTypes.Is(method.ContainingType, typedHeaders):
            case "Get" or "GetValue" or "GetAll" when call.Arguments.Length == 1 && KnownTypes.Is(method.ContainingType, grpcMetadata)
                && call.Instance is IPropertyReferenceOperation { Property.Name: "RequestHeaders" }:
                return Read(call.Arguments[0].Value, call);
            case "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" when call.Arguments.Length == 2 && IsHeaders(ReceiverOf(call)):
                return NameIn(call.Arguments[1].Value) is { } name ? new HeaderRead(name, true, call.Syntax.GetLocation(), call, null) : null;
            default:
                return null;
        }
    }

    private HeaderRead Read(IOperation key, IOperation read, ISymbol? variable = null)
    {
        if (KeyOf(key) is { } name) return Read(name, read, variable)!;
        IReadOnlyList<string> names = WrittenNames.Of(key);
        return names.Count switch
        {
            0 => new HeaderRead(key.Syntax.ToString(), false, read.Syntax.GetLocation(), read, variable),
            1 => Read(names[0], read, variable)!,
            _ => Read(WorstOf(names), read, variable)! with { IsOneOfSeveral = true },
        };
    }

    /// <summary>The name that stands for all that may be read at one place: that of a list, in which the client can hide most, before the others.</summary>
    private static string WorstOf(IReadOnlyList<string> names) =>
        names.FirstOrDefault(ForwardingHeaders.IsList) ?? names.FirstOrDefault(name => ForwardingHeaders.FactOf(name) is not null) ?? names[0];

    private static HeaderRead? Read(string? name, IOperation read, ISymbol? variable = null) =>
        name is null ? null : new HeaderRead(name, true, read.Syntax.GetLocation(), read, variable);

    private static IOperation? ReceiverOf(IInvocationOperation call) => call.Instance ?? call.Arguments[0].Value;

    private bool IsHeaders(IOperation? instance)
    {
        instance = ValueFlow.Unconverted(instance);
        if (instance?.Type is not { } type) return false;
        if (!KnownTypes.Is(type, headerDictionary) && !type.AllInterfaces.Any(contract => KnownTypes.Is(contract, headerDictionary))) return false;

        // What stands in a response was put there by this very server.
        IOperation? origin = ValueFlow.Unconverted(ValueFlow.InitializerOf(instance)) ?? instance;
        return origin is not IPropertyReferenceOperation { Property.ContainingType: var owner } || !KnownTypes.Is(owner, response);
    }

    private static bool IsWritten(IOperation reference) => reference.Parent is IAssignmentOperation assignment && assignment.Target == reference;

    private string? KeyOf(IOperation key) => key switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IPropertyReferenceOperation { Property: var property } when KnownTypes.Is(property.ContainingType, defaults) => FromDefaults(property.Name),
        _ => null,
    };

    /// <summary>HTTP_X_REAL_IP is X-Real-IP, as CGI has it (RFC 3875 section 4.1.18).</summary>
    private static string? FromVariable(IOperation key) =>
        key.ConstantValue is { HasValue: true, Value: string text } && text.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase)
            ? text.Substring(VariablePrefix.Length).Replace('_', '-')
            : null;

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

    /// <summary>The forwarding header that a predicate names: <c>header => header.Key == "X-Real-IP"</c>.</summary>
    private static string? NameIn(IOperation predicate) => predicate.DescendantsAndSelf()
        .Select(part => part.ConstantValue is { HasValue: true, Value: string text } && ForwardingHeaders.FactOf(text) is not null ? text : null)
        .FirstOrDefault(text => text is not null);
}
