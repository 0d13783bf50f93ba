#pragma once
/*
 * The OpenAPI 3.1 description of all routes (openapi.json in this folder), as text. The function is made of that file by make.
 */

const char *openapi_text(void);
