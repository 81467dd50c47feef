// node validate.cjs FOLDER: reads FOLDER/*.KIND.json or *.dot and prints one line for each violation. KIND: report, policy, sarif, cyclonedx.
const fs = require("node:fs");
const path = require("node:path");
const addFormats = require("ajv-formats").default;
const Ajv = require("ajv").default;
const Ajv2020 = require("ajv/dist/2020").default;
const dot = require("dotparser");

const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const inPackage = (name, file) => path.join(__dirname, "node_modules", name, file);
const cyclonedx = (file) => read(inPackage("@cyclonedx/cyclonedx-library/res/schema", file));

function compile(kind, folder) {
  if (kind === "report" || kind === "policy") {
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
    addFormats(ajv);
    return ajv.compile(read(path.join(folder, `${kind}.schema.json`)));
  }
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats(ajv);
  ajv.addFormat("iri-reference", true);
  ajv.addFormat("idn-email", true);
  if (kind === "sarif") {
    const schema = read(inPackage("@microsoft/jest-sarif/lib/schemas", "sarif-2.1.0-rtm.5.json"));
    delete schema.$schema;
    delete schema.id; // draft 4 spells it so
    return ajv.compile(schema);
  }
  ajv.addSchema(cyclonedx("spdx.SNAPSHOT.schema.json"), "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json");
  ajv.addSchema(cyclonedx("jsf-0.82.SNAPSHOT.schema.json"), "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json");
  return ajv.compile(cyclonedx("bom-1.6.SNAPSHOT.schema.json"));
}

const folder = process.argv[2];
const compiled = new Map();
let checked = 0;
for (const name of fs.readdirSync(folder).sort()) {
  const [, kind, extension] = name.split(".");
  if (extension === undefined && name.endsWith(".dot")) {
    checked++;
    try {
      dot(fs.readFileSync(path.join(folder, name), "utf8"));
    } catch (error) {
      console.log(`${name}: ${error.message}`);
    }
  } else if (extension === "json" && kind !== "schema") {
    checked++;
    if (!compiled.has(kind)) compiled.set(kind, compile(kind, folder));
    const check = compiled.get(kind);
    if (!check(read(path.join(folder, name)))) {
      for (const error of check.errors) console.log(`${name}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
    }
  }
}
console.log(`checked ${checked}`);
